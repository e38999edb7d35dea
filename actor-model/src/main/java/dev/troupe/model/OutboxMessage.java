package dev.troupe.model;

import dev.troupe.model.internal.Names;
import java.util.Optional;

/**
 * A command to another entity of the same tenant, delivered because events were committed.
 *
 * <p>It is delivered at least once and applied once, in order per sending entity. What the receiver
 * answers can come back as a command to the sender, under the same promise. Immutable.
 *
 * @param type the receiver's type
 * @param id the receiver's id, within the sender's tenant
 * @param command what it is to do; no query, for nobody would hear the answer
 * @param accepted one of the sender's own commands, by which it is told that the receiver accepted
 * @param rejected one of the sender's own commands, by which it is told that the receiver rejected;
 *     without one a rejection is taken for a refusal, and the message is tried again and parked in
 *     the end
 */
public record OutboxMessage(
    EntityType<?> type,
    String id,
    EntityCommand<?, ?> command,
    Optional<EntityCommand<?, ?>> accepted,
    Optional<EntityCommand<?, ?>> rejected) {

  /**
   * Checks the id, that the command is one of the receiver's, and that none is a query.
   *
   * @throws IllegalArgumentException if one of them breaks its rule
   */
  public OutboxMessage {
    EntityKey.requireId(id);
    type.contract().commandOf(command);
    requireNoQuery(command);
    accepted.ifPresent(OutboxMessage::requireNoQuery);
    rejected.ifPresent(OutboxMessage::requireNoQuery);
  }

  /**
   * A message to the entity of this type and id, of whose answer nobody is told.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}, or the command
   *     is a query
   */
  public static <N> OutboxMessage to(EntityType<N> type, String id, EntityCommand<N, ?> command) {
    return new OutboxMessage(type, id, command, Optional.empty(), Optional.empty());
  }

  /**
   * Tells the sender by this command, one of its own, that the receiver accepted.
   *
   * @throws IllegalArgumentException if it is a query
   */
  public OutboxMessage whenAccepted(EntityCommand<?, ?> told) {
    return new OutboxMessage(type, id, command, Optional.of(told), rejected);
  }

  /**
   * Tells the sender by this command, one of its own, that the receiver rejected; the message is
   * then done, and not tried again.
   *
   * @throws IllegalArgumentException if it is a query
   */
  public OutboxMessage whenRejected(EntityCommand<?, ?> told) {
    return new OutboxMessage(type, id, command, accepted, Optional.of(told));
  }

  static void requireNoQuery(EntityCommand<?, ?> command) {
    if (Names.isQuery(Names.kebab(command.getClass()))) {
      throw new IllegalArgumentException(
          "'%s' is a query, and nobody would hear its answer; send a command"
              .formatted(command.getClass().getSimpleName()));
    }
  }
}
