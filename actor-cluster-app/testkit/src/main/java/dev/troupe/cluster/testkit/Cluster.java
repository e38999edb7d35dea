package dev.troupe.cluster.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that runs against a cluster of JVMs and an embedded PostgreSQL, started once for the
 * class and stopped after it. A test method takes it as a parameter, a {@link TestCluster}.
 *
 * <pre>{@code
 * @Cluster(nodes = 3, app = BankApp.class)
 * class BankIT {
 *   @Test
 *   void survivesACrash(TestCluster cluster) {
 *     cluster.node(2).kill();
 *   }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface Cluster {

  /** How many nodes, each a JVM of its own; more than one talk mutual TLS. */
  int nodes() default 3;

  /** Whether nodes can be {@link TestCluster#isolate isolated}. */
  boolean parting() default false;

  /** By what they are then cut off. */
  Cut cut() default Cut.ANY;

  /** The class whose {@code main} calls {@code Troupe.run}. */
  Class<?> app();
}
