package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import dev.troupe.cluster.internal.ActiveEntities;
import dev.troupe.cluster.internal.CountedMessages;
import dev.troupe.cluster.internal.Guarded;
import dev.troupe.cluster.internal.Seated;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EventSourcedBehaviors;
import io.micrometer.core.instrument.Counter;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * What Pekko's sharding starts when the first message comes for a key.
 *
 * @param door knows which tenants are served
 * @param active where what runs has its seat
 * @param metrics where messages of plain actors are counted
 */
record Hosting(Door door, ActiveEntities active, Metrics metrics) {

  /** An entity behind this border. */
  Entity<EntityEnvelope, EntityEnvelope> of(
      EntityType<?> type, UnaryOperator<Behavior<EntityEnvelope>> decorate, Border border) {
    return Entity.of(
            typeKey(type),
            context ->
                keyed(
                    context,
                    key -> entity(type, decorate, border, place(type.name(), key, context), key)))
        .withMessageExtractor(border.extractor());
  }

  private static Behavior<EntityEnvelope> entity(
      EntityType<?> type,
      UnaryOperator<Behavior<EntityEnvelope>> decorate,
      Border border,
      Seated.Place place,
      EntityKey key) {
    return Seated.at(
        place,
        EntityEnvelope.class,
        seat ->
            border.guarded(
                new Guarded.Post(type.name(), key, seat),
                decorate.apply(EventSourcedBehaviors.create(type, key, seat::passivate))));
  }

  /**
   * A plain actor; its messages say nothing of who sends them, so all there is to ask is whose it
   * is.
   */
  <M> Entity<M, ShardingEnvelope<M>> of(ActorType<M> type) {
    Counter messages = metrics.messages(type.name());
    return Entity.of(
        typeKey(type),
        context ->
            keyed(
                context,
                key ->
                    door.serves(key.tenant())
                        ? Seated.at(
                            place(type.name(), key, context),
                            type.protocol(),
                            seat ->
                                CountedMessages.of(
                                    type.protocol(), messages, type.behavior().apply(key)))
                        : Behaviors.stopped()));
  }

  /**
   * An id that is none can only be sent past every reference. It then ends the one actor that was
   * to have it, and not its shard, with all that runs there.
   */
  private static <M> Behavior<M> keyed(
      EntityContext<M> context, Function<EntityKey, Behavior<M>> behavior) {
    return Behaviors.setup(self -> behavior.apply(EntityKey.parse(context.getEntityId())));
  }

  private Seated.Place place(String type, EntityKey key, EntityContext<?> context) {
    return new Seated.Place(active, type, key.tenant(), context.getShard());
  }

  static EntityTypeKey<EntityEnvelope> typeKey(EntityType<?> type) {
    return EntityTypeKey.create(EntityEnvelope.class, type.name());
  }

  static <M> EntityTypeKey<M> typeKey(ActorType<M> type) {
    return EntityTypeKey.create(type.protocol(), type.name());
  }
}
