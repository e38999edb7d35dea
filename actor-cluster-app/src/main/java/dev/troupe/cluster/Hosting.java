package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import dev.troupe.actor.Intercepted;
import dev.troupe.actor.Interceptors;
import dev.troupe.cluster.internal.ActiveEntities;
import dev.troupe.cluster.internal.CountedMessages;
import dev.troupe.cluster.internal.InterceptedEntity;
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
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.delivery.ConsumerController.SequencedMessage;
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

  /** An entity behind this border. */
  <N> Entity<EntityEnvelope, EntityEnvelope> of(
      EntityType<N> type, Wrapping<N> wrapping, Border border) {
    Interceptors<EntityEnvelope> interceptors =
        Interceptors.<EntityEnvelope>of(
                border::guard, entity -> metrics.answersOfEntities(entity.type()))
            .then(wrapping.interceptors().enclosed(Hosting::command));
    return Entity.of(
            typeKey(type),
            context ->
                keyed(
                    type.name(),
                    context,
                    key ->
                        Seated.at(
                            place(type.name(), key, context),
                            EntityEnvelope.class,
                            seat ->
                                InterceptedEntity.of(
                                    new Intercepted(type.name(), key),
                                    seat,
                                    interceptors,
                                    ended ->
                                        wrapping
                                            .decorate()
                                            .apply(
                                                EventSourcedBehaviors.create(
                                                    type, key, seat::passivate, ended))))))
        .withMessageExtractor(border.extractor());
  }

  @SuppressWarnings("unchecked") // The guard let through only what is for the type, and so its own.
  private static <N> EntityCommand<N, ?> command(EntityEnvelope envelope) {
    return (EntityCommand<N, ?>) envelope.command();
  }

  /** A plain actor. */
  <M> Entity<M, ShardingEnvelope<M>> of(ActorType<M> type, Interceptors<M> team, ShardHash hash) {
    CountedMessages counted = new CountedMessages(metrics.messages(type.name()));
    Interceptors<M> interceptors = team.then(Interceptors.of(actor -> counted));
    return plain(
        typeKey(type),
        type.protocol(),
        hash,
        key ->
            interceptors.around(
                type.protocol(), new Intercepted(type.name(), key), type.behavior().apply(key)));
  }

  /** Who takes deliveries. */
  <M> Entity<SequencedMessage<M>, ShardingEnvelope<SequencedMessage<M>>> of(
      DeliveryType<M> type, ShardHash hash) {
    Class<SequencedMessage<M>> protocol = ShardingConsumerController.entityTypeKeyClass();
    return plain(
        EntityTypeKey.create(protocol, type.name()), protocol, hash, key -> taker(type, key));
  }

  /**
   * What is sent to it says nothing of who sends it, so all there is to ask is whose it is. That is
   * asked before it starts, and not by an interceptor: a tenant that is not served is to have none.
   */
  private <M> Entity<M, ShardingEnvelope<M>> plain(
      EntityTypeKey<M> typeKey,
      Class<M> protocol,
      ShardHash hash,
      Function<EntityKey, Behavior<M>> behavior) {
    String type = typeKey.name();
    return Entity.of(
            typeKey,
            context ->
                keyed(
                    type,
                    context,
                    key ->
                        door.serves(key.tenant())
                            ? Seated.at(
                                place(type, key, context), protocol, seat -> behavior.apply(key))
                            : Behaviors.stopped()))
        .withMessageExtractor(new EnvelopeExtractor<>(hash));
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
   * An id that is none can only be sent past every reference. It then ends the one actor that was
   * to have it, and not its shard, with all that runs there.
   */
  private <M> Behavior<M> keyed(
      String type, EntityContext<M> context, Function<EntityKey, Behavior<M>> behavior) {
    return Behaviors.setup(self -> {
      shards.seen(type, Adapter.toClassic(self).parent());
      return behavior.apply(EntityKey.parse(context.getEntityId()));
    });
  }

  private Seated.Place place(String type, EntityKey key, EntityContext<?> context) {
    return new Seated.Place(active, type, key.tenant(), context.getShard());
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
