package dev.troupe.cluster.internal;

import dev.troupe.cluster.internal.ActiveEntities.Seat;
import dev.troupe.model.TenantId;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.internal.PoisonPill;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Has an actor among the active ones from its start to its end, however it ends, and its {@link
 * Gate} asked of all that is sent to it. One of Pekko's interceptors for both, since every message
 * pays for each.
 *
 * <p>All that is alike for a type is in its {@link Kind}: of these there is one for each actor that
 * is idle as well.
 */
public final class Seated<M> extends BehaviorInterceptor<M, M> {
  private final Kind<M> kind;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorRef<M> self;
  private final Seat seat;
  private Gate<M> gate = Gate.open();

  private Seated(Place<M> place, ActorRef<M> self) {
    super(place.kind().protocol());
    this.kind = place.kind();
    this.shard = place.shard();
    this.self = self;
    this.seat = kind.active().enter(kind.type(), place.tenant(), this::passivate);
  }

  /** What an actor's messages pass before it has them. Called by the actor alone. */
  @FunctionalInterface
  public interface Gate<M> {
    /** The actor starts; it does not if this throws. */
    default void start(ActorRef<M> self) {}

    /** It has ended, was told to, or never started; may be said again. */
    default void end() {}

    /** Whether the actor is to have this; else nothing more is done with it. */
    boolean lets(M message);

    /** Lets everything through. */
    static <M> Gate<M> open() {
      return message -> true;
    }
  }

  /** An actor and what is in front of it. */
  public record Gated<M>(Gate<M> gate, Behavior<M> behavior) {}

  /**
   * What the actors of a type have in common.
   *
   * @param active all of the node
   * @param type its name
   * @param protocol the class of their messages
   */
  public record Kind<M>(ActiveEntities active, String type, Class<M> protocol) {}

  /**
   * Where an actor sits.
   *
   * @param tenant whose the actor is
   * @param shard which stops it when it is told that it is to go
   */
  public record Place<M>(
      Kind<M> kind, TenantId tenant, ActorRef<ClusterSharding.ShardCommand> shard) {}

  /** What this makes, which may be told of its seat. */
  public static <M> Behavior<M> at(Place<M> place, Function<Seat, Gated<M>> inner) {
    return Behaviors.setup(context -> {
      Seated<M> seated = new Seated<>(place, context.getSelf());
      try {
        Gated<M> gated = inner.apply(seated.seat);
        seated.gate = gated.gate();
        return Behaviors.intercept(() -> seated, gated.behavior());
      } catch (Throwable e) {
        seated.leave();
        throw e;
      }
    });
  }

  private void passivate() {
    shard.tell(new ClusterSharding.Passivate<>(self));
  }

  private void leave() {
    gate.end();
    kind.active().leave(seat.whose(), seat);
  }

  /** Pekko tells nobody of the end of an actor that fails or stops before it is one. */
  @Override
  public Behavior<M> aroundStart(TypedActorContext<M> context, PreStartTarget<M> target) {
    Behavior<M> started;
    try {
      gate.start(self);
      started = target.start(context);
    } catch (Throwable e) {
      leave();
      throw e;
    }
    if (!Behavior.isAlive(started)) {
      leave();
    }
    return started;
  }

  @Override
  public Behavior<M> aroundReceive(
      TypedActorContext<M> context, M message, ReceiveTarget<M> target) {
    seat.used();
    return gate.lets(message) ? target.apply(context, message) : Behaviors.same();
  }

  @Override
  public Behavior<M> aroundSignal(
      TypedActorContext<M> context, Signal signal, SignalTarget<M> target) {
    if (signal instanceof PoisonPill) {
      // The shard sends nothing after it, and persistence would do nothing that comes after it.
      gate.end();
    }
    try {
      return target.apply(context, signal);
    } finally {
      if (signal instanceof PostStop) {
        leave();
      }
    }
  }
}
