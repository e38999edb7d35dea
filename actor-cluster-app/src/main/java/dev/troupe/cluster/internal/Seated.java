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

/** Has an actor among the active ones from its start to its end, however it ends. */
public final class Seated<M> extends BehaviorInterceptor<M, M> {
  private final ActiveEntities active;
  private final TenantId tenant;
  private final Seat seat;

  private Seated(Class<M> protocol, ActiveEntities active, TenantId tenant, Seat seat) {
    super(protocol);
    this.active = active;
    this.tenant = tenant;
    this.seat = seat;
  }

  /**
   * Where actors sit.
   *
   * @param active all of the node
   * @param type of the actor
   * @param tenant whose the actor is
   * @param shard which stops it when it is told that it is to go
   */
  public record Place(
      ActiveEntities active,
      String type,
      TenantId tenant,
      ActorRef<ClusterSharding.ShardCommand> shard) {}

  /** The behavior that this makes, which may be told of its seat. */
  public static <M> Behavior<M> at(
      Place place, Class<M> protocol, Function<Seat, Behavior<M>> inner) {
    return Behaviors.setup(context -> {
      ActorRef<M> self = context.getSelf();
      Seat seat =
          place
              .active()
              .enter(
                  place.type(),
                  place.tenant(),
                  () -> place.shard().tell(new ClusterSharding.Passivate<>(self)));
      Seated<M> seated = new Seated<>(protocol, place.active(), place.tenant(), seat);
      try {
        return Behaviors.intercept(() -> seated, inner.apply(seat));
      } catch (Throwable e) {
        seated.leave();
        throw e;
      }
    });
  }

  private void leave() {
    active.leave(tenant, seat);
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
