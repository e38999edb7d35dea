package dev.troupe.cluster;

import dev.troupe.actor.TopicType;
import dev.troupe.cluster.internal.TopicHub;
import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Failure;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import dev.troupe.persistence.TopicEnvelope;
import dev.troupe.persistence.TopicMessages;
import dev.troupe.tenants.Admission;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * One tenant's topic. Immutable and thread-safe.
 *
 * @param <M> what is published on it
 */
public final class TopicRef<M> {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final TopicType<M> type;
  private final EntityKey key;
  private final Function<String, TenantId> gate;
  private final Way way;

  /**
   * How messages get to subscribers.
   *
   * @param system what measures patience
   * @param hub knows the subscribers of this node, and the other nodes
   * @param door what is published passes first
   * @param messages writes them
   * @param mostOfTenant subscriptions of one tenant on one node
   * @param patience how long the hub may take
   */
  record Way(
      ActorSystem<?> system,
      ActorRef<TopicHub.Command> hub,
      Door door,
      TopicMessages messages,
      int mostOfTenant,
      Duration patience) {}

  TopicRef(TopicType<M> type, EntityKey key, Function<String, TenantId> gate, Way way) {
    this.type = type;
    this.key = key;
    this.gate = gate;
    this.way = way;
  }

  /** Whose it is, and its id. */
  public EntityKey key() {
    return key;
  }

  /**
   * Tells this to all who have subscribed, each at most once, and returns before they hear it. It
   * passes the same door as a command: the tenant must be served, and not be at a limit.
   *
   * @throws dev.troupe.model.Forbidden if who publishes may not
   * @throws dev.troupe.model.TooLarge if the message is larger than {@code
   *     troupe.topics.message-bytes}
   * @throws Failure if the tenant is not served, or is at a limit; nobody is told
   */
  public void publish(M message) {
    TenantId caller = gate.apply("publish");
    Admission.Permit permit = way.door().enter(key.tenant());
    TopicEnvelope envelope;
    try {
      envelope = way.messages().put(type, key, caller, message);
    } catch (Failure e) {
      permit.close();
      throw e;
    }
    // Held until the hub has handed it on, so that a tenant has no more waiting there than it may.
    way.hub().tell(new TopicHub.Publish(envelope, message, permit));
  }

  /**
   * Lets this actor of this node hear what is published, until it unsubscribes or ends. It hears a
   * message once however often it subscribes.
   *
   * <p>Its mailbox is its own: give one that may be slower than what is published a bounded one.
   *
   * @return done once whatever is published by nodes that know this one gets to it; or a {@link
   *     Failure}: {@link Throttled} if the tenant has as many subscriptions on this node as it may
   */
  public CompletionStage<Done> subscribe(ActorRef<M> subscriber) {
    try {
      var unused = gate.apply("subscribe");
      way.door().tenants().require(key.tenant());
    } catch (Failure refused) {
      return CompletableFuture.failedStage(refused);
    }
    return ask(replyTo -> new TopicHub.Subscribe(key, subscriber.unsafeUpcast(), replyTo))
        .thenApply(hasRoom -> {
          if (!hasRoom) {
            throw new Throttled(
                "tenant " + key.tenant(),
                "troupe.topics.subscriptions-per-tenant",
                way.mostOfTenant(),
                SOON);
          }
          return Done.DONE;
        });
  }

  /** Lets this actor hear no more; done once nothing more is sent to it by the topic. */
  public CompletionStage<Done> unsubscribe(ActorRef<M> subscriber) {
    return ask(replyTo -> new TopicHub.Unsubscribe(key, subscriber.unsafeUpcast(), replyTo))
        .thenApply(wasThere -> Done.DONE);
  }

  private CompletionStage<Boolean> ask(Function<ActorRef<Boolean>, TopicHub.Command> question) {
    return AskPattern.<TopicHub.Command, Boolean>ask(
            way.hub(), question::apply, way.patience(), way.system().scheduler())
        .exceptionally(failure -> {
          throw new Unavailable(
              "%s %s: %s".formatted(type.name(), key, StageFailure.cause(failure)));
        });
  }

  @Override
  public String toString() {
    return type.name() + " " + key;
  }
}
