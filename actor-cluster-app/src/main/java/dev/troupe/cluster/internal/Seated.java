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
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Has an actor among the active ones from its start to its end, however it ends.
 *
 * <p>All that is alike for a type is in its {@link Kind}: of these there is one for each actor that
 * is idle as well.
 */
public final class Seated<M> extends BehaviorInterceptor<M, M> {
  private final Kind<M> kind;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorRef<M> self;
  private final Seat seat;

  private Seated(Place<M> place, ActorRef<M> self) {
    super(place.kind().protocol());
    this.kind = place.kind();
    this.shard = place.shard();
    this.self = self;
    this.seat = kind.active().enter(kind.type(), place.tenant(), this::passivate);
  }

  /**
   * What the actors of a type have in common.
   *
   * @param active all of the node
   * @param type its name
   * @param protocol the class of their messages
   * @param taken is told that one of them takes a message
   */
  public record Kind<M>(ActiveEntities active, String type, Class<M> protocol, Runnable taken) {}

  /**
   * Where an actor sits.
   *
   * @param tenant whose the actor is
   * @param shard which stops it when it is told that it is to go
   */
  public record Place<M>(
      Kind<M> kind, TenantId tenant, ActorRef<ClusterSharding.ShardCommand> shard) {}

  /** The behavior that this makes, which may be told of its seat. */
  public static <M> Behavior<M> at(Place<M> place, Function<Seat, Behavior<M>> inner) {
    return Behaviors.setup(context -> {
      Seated<M> seated = new Seated<>(place, context.getSelf());
      try {
        return Behaviors.intercept(() -> seated, inner.apply(seated.seat));
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
    kind.active().leave(seat.whose(), seat);
  }

  /** Pekko tells nobody of the end of an actor that fails or stops before it is one. */
  @Override
  public Behavior<M> aroundStart(TypedActorContext<M> context, PreStartTarget<M> target) {
    Behavior<M> started;
    try {
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
    kind.taken().run();
    return target.apply(context, message);
  }

  @Override
  public Behavior<M> aroundSignal(
      TypedActorContext<M> context, Signal signal, SignalTarget<M> target) {
    try {
      return target.apply(context, signal);
    } finally {
      if (signal instanceof PostStop) {
        leave();
      }
    }
  }
}
