package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * Actors of which the cluster has one, on its oldest node: Pekko's cluster singleton, kept from
 * three mistakes that are noticed late.
 *
 * <p>Its messages have names on the wire, since its type is declared with the others. It is known
 * on every node from the start, so that each can take it over. And it is started anew after a
 * failure, with the first of which Pekko's own ends for good.
 *
 * <p>There is one as far as the cluster agrees on its members. A node that was paused or cut off
 * may have a second one until it hears that it was removed: what must not be done twice is fenced
 * by {@link ClusterRegister}, or told to an entity.
 */
public final class Singletons {
  private static final EntityKey KEY = EntityKey.of(TenantId.SYSTEM, "singleton");
  private static final Duration MIN_BACKOFF = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(10);
  private static final double JITTER = 0.2;

  private Singletons() {}

  /**
   * The one actor of this type, wherever it runs; it starts, on the oldest node, if it does not run
   * yet. What is sent while it moves waits, up to {@code pekko.cluster.singleton-proxy.buffer-size}
   * messages, of which the oldest are then dropped.
   *
   * @param type one that this node declared as a singleton; its behavior is made for a key that
   *     means nothing
   */
  public static <M> ActorRef<M> refFor(ActorSystem<?> system, ActorType<M> type) {
    Behavior<M> behavior =
        Behaviors.supervise(type.behavior().apply(KEY))
            .onFailure(SupervisorStrategy.restartWithBackoff(MIN_BACKOFF, MAX_BACKOFF, JITTER));
    return ClusterSingleton.get(system).init(SingletonActor.of(behavior, type.name()));
  }
}
