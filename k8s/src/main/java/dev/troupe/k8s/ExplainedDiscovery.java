package dev.troupe.k8s;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.discovery.Discovery;
import org.apache.pekko.discovery.Lookup;
import org.apache.pekko.discovery.ServiceDiscovery;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Looks for nodes by the method that {@code troupe.node.discovery} names, and tells {@link
 * NodeSearch} what comes of it. Made by Pekko. Thread-safe.
 */
public final class ExplainedDiscovery extends ServiceDiscovery {
  /** What Pekko calls it. */
  static final String METHOD = "troupe";

  private final ActorSystem system;
  private final String method;
  private final NodeSearch search;

  /** Called by Pekko. */
  public ExplainedDiscovery(ExtendedActorSystem system) {
    this.system = system;
    this.method = system.settings().config().getString("pekko.discovery." + METHOD + ".method");
    this.search = NodeSearch.on(Adapter.toTyped(system));
  }

  @Override
  public Future<Resolved> lookup(Lookup query, FiniteDuration patience) {
    CompletionStage<Resolved> found = looked(query, patience);
    return FutureConverters.asScala(
        found.whenComplete((resolved, failure) -> {
          if (failure == null) {
            search.found(CollectionConverters.asJava(resolved.addresses()));
          } else {
            search.failed(failure);
          }
        }));
  }

  /**
   * What throws is a failure like others: it would end Pekko's search, and the next look may do.
   */
  private CompletionStage<Resolved> looked(Lookup query, FiniteDuration patience) {
    try {
      // Not found in the constructor: Pekko can't make one while it makes another.
      return FutureConverters.asJava(
          Discovery.get(system).loadServiceDiscovery(method).lookup(query, patience));
    } catch (Exception e) { // Also checked ones, which Scala does not declare.
      return CompletableFuture.failedStage(e);
    }
  }
}
