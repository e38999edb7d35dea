package dev.troupe.persistence;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.persistence.internal.EntityBehavior;
import dev.troupe.persistence.internal.EntityDecider;
import dev.troupe.persistence.internal.PendingCommands;
import dev.troupe.persistence.internal.PendingInterceptor;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * Compiles an entity to a plain Pekko behavior, to be spawned, supervised, or wrapped like any
 * other.
 *
 * <p>The actor system must have been started with {@link MessageSerializer#setup} for the type.
 */
public final class EventSourcedBehaviors {
  private EventSourcedBehaviors() {}

  /** The persistence id of an entity: {@code type|tenant:id}. */
  public static PersistenceId persistenceId(EntityType<?> type, EntityKey key) {
    return PersistenceId.of(type.name(), key.encoded());
  }

  /** The behavior of the entity of this type at this key. */
  public static <N> Behavior<EntityEnvelope> create(EntityType<N> type, EntityKey key) {
    return create(type, key, () -> {});
  }

  /**
   * The same for who can stop entities that nobody needs.
   *
   * @param whenUnused run by the actor when it is about to answer, nothing is stored of the entity,
   *     and no other command waits: so nothing is lost if it stops
   */
  public static <N> Behavior<EntityEnvelope> create(
      EntityType<N> type, EntityKey key, Runnable whenUnused) {
    return create(type, key, whenUnused, (envelope, reply) -> {});
  }

  /**
   * The same for who also wants to know what becomes of each command.
   *
   * @param ended told by the actor of each that it was given, once, just before its answer goes
   *     out, or when nobody waits for one any more; must throw nothing
   */
  public static <N> Behavior<EntityEnvelope> create(
      EntityType<N> type,
      EntityKey key,
      Runnable whenUnused,
      BiConsumer<EntityEnvelope, EntityReply> ended) {
    return Behaviors.setup(context -> {
      EntityRuntime runtime = EntityRuntime.on(context.getSystem());
      EntitySettings settings = runtime.settings();
      PersistenceId id = persistenceId(type, key);
      EntityWatch watch = Observers.on(context.getSystem()).entities().watch(type.name(), key);
      PendingCommands pending = new PendingCommands(id.id(), settings.maxWaiting(), watch, ended);
      var quarantined = runtime.quarantine().find(id.id());
      if (quarantined.isPresent()) {
        return PendingInterceptor.refusing(context, pending, quarantined.get());
      }
      StrayCommands strays = StrayCommands.on(context.getSystem());
      EntityDecider<?> decider =
          new EntityDecider<>(
              key,
              entity(type, key),
              runtime.codec(type.name()),
              runtime.deciders(),
              envelope -> strays.refused(new StrayCommands.Stray(type.name(), key, envelope)));
      return PendingInterceptor.around(
          new EntityBehavior<>(
              id,
              decider,
              new EntityBehavior.Node(
                  runtime.quarantine(), runtime.admission(), runtime.proofs(), settings),
              new EntityBehavior.Self(context, pending, whenUnused)),
          pending);
    });
  }

  @SuppressWarnings("unchecked") // EntityType.eventSourced ties N to its commands and events.
  private static EventSourcedEntity<EntityCommand<?, ?>, Object, Object> entity(
      EntityType<?> type, EntityKey key) {
    return (EventSourcedEntity<EntityCommand<?, ?>, Object, Object>) type.create(key);
  }
}
