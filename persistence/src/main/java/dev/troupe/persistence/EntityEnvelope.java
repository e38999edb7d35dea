package dev.troupe.persistence;

import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A command on its way to an entity, with all that the entity must know of the caller.
 *
 * @param type the entity type's name
 * @param key whom it is addressed to; the entity refuses another's
 * @param command the command
 * @param id the caller's name for it, if the caller gave one
 * @param delivery what in the database it comes from, if it does; then it has no other id
 * @param deadlineNanos when the caller stops waiting, by {@link System#nanoTime} of this JVM (on
 *     the wire it is the time left, so that no two clocks are compared)
 * @param replyTo who waits for the answer
 */
public record EntityEnvelope(
    String type,
    EntityKey key,
    EntityCommand<?, ?> command,
    Optional<CommandId> id,
    Optional<Delivery> delivery,
    long deadlineNanos,
    ActorRef<EntityReply> replyTo) {

  /** A command whose caller waits this long from now. */
  public static EntityEnvelope of(
      String type,
      EntityKey key,
      EntityCommand<?, ?> command,
      Duration patience,
      ActorRef<EntityReply> replyTo) {
    return new EntityEnvelope(
        type,
        key,
        command,
        Optional.empty(),
        Optional.empty(),
        System.nanoTime() + patience.toNanos(),
        replyTo);
  }

  /** The same command under this id. */
  public EntityEnvelope withId(CommandId commandId) {
    return new EntityEnvelope(
        type, key, command, Optional.of(commandId), delivery, deadlineNanos, replyTo);
  }

  /** The same command as the effect of this delivery. */
  public EntityEnvelope delivering(Delivery from) {
    return new EntityEnvelope(type, key, command, id, Optional.of(from), deadlineNanos, replyTo);
  }

  /** How long the caller still waits; negative if no longer. */
  public long nanosLeft() {
    return deadlineNanos - System.nanoTime();
  }
}
