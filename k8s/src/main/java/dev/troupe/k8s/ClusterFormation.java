package dev.troupe.k8s;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * Joins this node to the cluster that its discovery method finds, or to the others in forming one.
 *
 * <p>Which nodes there are comes from {@code pekko.management.cluster.bootstrap}: a list in the
 * configuration on a laptop, the pods' API on Kubernetes.
 */
public final class ClusterFormation {
  private ClusterFormation() {}

  /**
   * Opens the management port ({@code /alive}, {@code /ready}) and starts to look for the others.
   *
   * @return done when the port is open; exceptionally if it can't be
   */
  public static CompletionStage<String> start(ActorSystem<?> system) {
    var classic = Adapter.toClassic(system);
    return PekkoManagement.get(classic)
        .start()
        .thenApply(address -> {
          ClusterBootstrap.get(classic).start();
          return address.toString();
        });
  }
}
