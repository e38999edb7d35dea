package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import dev.troupe.actor.Intercepted;
import dev.troupe.actor.Interceptors;
import dev.troupe.cluster.internal.ActiveEntities;
import dev.troupe.cluster.internal.CountedMessages;
import dev.troupe.cluster.internal.EntityGate;
import dev.troupe.cluster.internal.NearEntities;
import dev.troupe.cluster.internal.Seated;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.cluster.internal.ShardWatch;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EventSourcedBehaviors;
import dev.troupe.tenants.Tenant;
import io.micrometer.core.instrument.Counter;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.delivery.ConsumerController.SequencedMessage;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.delivery.ShardingConsumerController;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * What Pekko's sharding starts when the first message comes for a key.
 *
 * @param door knows which tenants are served
 * @param active where what runs has its seat
 * @param metrics where messages are counted
 * @param shards hears of the shards that run
 */
record Hosting(Door door, ActiveEntities active, Metrics metrics, ShardWatch shards) {

  /**
   * What is put around an entity.
   *
   * @param decorate Pekko's decorators, behind the interceptors
   * @param interceptors the team's, behind ours
   */
  record Wrapping<N>(
      UnaryOperator<Behavior<EntityEnvelope>> decorate,
      Interceptors<EntityCommand<N, ?>> interceptors) {}

  /** An entity behind this border, which is one of these while it runs. */
  <N> Entity<EntityEnvelope, EntityEnvelope> of(
      EntityType<N> type, Wrapping<N> wrapping, Border border, NearEntities near) {
    Interceptors<EntityEnvelope> interceptors =
        Interceptors.<EntityEnvelope>of(
                border::guard, entity -> metrics.answersOfEntities(entity.type()))
            .then(wrapping.interceptors().enclosed(Hosting::command));
    Starting<EntityEnvelope> starting =
        new Starting<>(
            this,
            new Seated.Kind<>(active, type.name(), EntityEnvelope.class),
            tenant -> true,
            (key, seat) -> {
              EntityGate gate =
                  new EntityGate(new Intercepted(type.name(), key), seat, interceptors, near);
              return new Seated.Gated<>(
                  gate,
                  wrapping
                      .decorate()
                      .apply(
                          EventSourcedBehaviors.create(type, key, seat::passivate, gate::ended)));
            });
    return Entity.of(typeKey(type), starting::at).withMessageExtractor(border.extractor());
  }

  @SuppressWarnings("unchecked") // The guard let through only what is for the type, and so its own.
  private static <N> EntityCommand<N, ?> command(EntityEnvelope envelope) {
    return (EntityCommand<N, ?>) envelope.command();
  }

  /** A plain actor. */
  <M> Entity<M, ShardingEnvelope<M>> of(ActorType<M> type, Interceptors<M> team, ShardHash hash) {
    Counter messages = metrics.messages(type.name());
    // Without a team's interceptors there is one of Pekko's around the actor, and not two.
    Interceptors<M> interceptors =
        team.isEmpty() ? team : team.then(Interceptors.of(actor -> new CountedMessages(messages)));
    return plain(
        typeKey(type),
        new Seated.Kind<>(active, type.name(), type.protocol()),
        hash,
        team.isEmpty() ? counting(messages) : Seated.Gate.open(),
        key ->
            interceptors.around(
                type.protocol(), new Intercepted(type.name(), key), type.behavior().apply(key)));
  }

  private static <M> Seated.Gate<M> counting(Counter messages) {
    return message -> {
      messages.increment();
      return true;
    };
  }

  /** Who takes deliveries. */
  <M> Entity<SequencedMessage<M>, ShardingEnvelope<SequencedMessage<M>>> of(
      DeliveryType<M> type, ShardHash hash) {
    Class<SequencedMessage<M>> protocol = ShardingConsumerController.entityTypeKeyClass();
    return plain(
        EntityTypeKey.create(protocol, type.name()),
        new Seated.Kind<>(active, type.name(), protocol),
        hash,
        Seated.Gate.open(),
        key -> taker(type, key));
  }

  /**
   * What is sent to it says nothing of who sends it, so all there is to ask is whose it is. That is
   * asked before it starts, and not by an interceptor: a tenant that is not served is to have none.
   */
  private <M> Entity<M, ShardingEnvelope<M>> plain(
      EntityTypeKey<M> typeKey,
      Seated.Kind<M> kind,
      ShardHash hash,
      Seated.Gate<M> gate,
      Function<EntityKey, Behavior<M>> behavior) {
    Starting<M> starting =
        new Starting<>(
            this, kind, door::serves, (key, seat) -> new Seated.Gated<>(gate, behavior.apply(key)));
    return Entity.of(typeKey, starting::at).withMessageExtractor(new EnvelopeExtractor<>(hash));
  }

  @SuppressWarnings("unchecked") // Nobody sends to it but through what its own context gave away.
  private static <M> Behavior<SequencedMessage<M>> taker(DeliveryType<M> type, EntityKey key) {
    return ShardingConsumerController.create(
        controller -> (Behavior<Object>) type.taker().create(key, controller));
  }

  /** Starts a region, or what sends to those of other nodes. */
  static <M, E> ActorRef<E> init(ActorSystem<?> system, Entity<M, E> entity, Placement placement) {
    Entity<M, E> placed =
        entity.withAllocationStrategy(placement.allocation(system, entity.typeKey().name()));
    return ClusterSharding.get(system).init(placement.role().map(placed::withRole).orElse(placed));
  }

  /**
   * What starts the actors of a type. Pekko keeps of each what started it, for as long as it runs;
   * so that is no more than this, the id and the shard.
   *
   * @param isServed whether a tenant is to have any
   * @param behavior what sits there
   */
  private record Starting<M>(
      Hosting hosting,
      Seated.Kind<M> kind,
      Predicate<TenantId> isServed,
      BiFunction<EntityKey, ActiveEntities.Seat, Seated.Gated<M>> behavior) {

    private Behavior<M> at(EntityContext<M> context) {
      String id = context.getEntityId();
      ActorRef<ClusterSharding.ShardCommand> shard = context.getShard();
      return Behaviors.setup(self -> start(self, id, shard));
    }

    /**
     * An id that is none can only be sent past every reference. It then ends the one actor that was
     * to have it, and not its shard, with all that runs there.
     */
    private Behavior<M> start(
        ActorContext<M> self, String id, ActorRef<ClusterSharding.ShardCommand> shard) {
      hosting.shards().seen(kind.type(), Adapter.toClassic(self).parent());
      EntityKey key = EntityKey.parse(id);
      return isServed.test(key.tenant())
          ? Seated.at(
              new Seated.Place<>(kind, key.tenant(), shard),
              // All of a tenant's that run have its name in common, of which there may be many.
              seat -> behavior.apply(EntityKey.of(seat.whose(), key.id()), seat))
          : Behaviors.stopped();
    }
  }

  /** The system's entities are the tenants, and no others; nor is any tenant another's. */
  static void requirePlace(EntityType<?> type, EntityKey key) {
    if (key.tenant().isSystem() != type.equals(Tenant.TYPE)) {
      throw new IllegalArgumentException(
          "%s %s: entities of '%s' are tenants, and only those; refer to them through Tenants"
              .formatted(type.name(), key, TenantId.SYSTEM));
    }
  }

  static EntityTypeKey<EntityEnvelope> typeKey(EntityType<?> type) {
    return EntityTypeKey.create(EntityEnvelope.class, type.name());
  }

  static <M> EntityTypeKey<M> typeKey(ActorType<M> type) {
    return EntityTypeKey.create(type.protocol(), type.name());
  }
}
