package dev.troupe.persistence.internal;

import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.Reply;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.EntityEnvelope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command that has no answer yet.
 *
 * @param envelope the command, and what it comes from
 * @param type what it is called
 * @param fingerprint what tells it from another, if its answer must be remembered
 */
record Question(EntityEnvelope envelope, CommandType type, byte @Nullable [] fingerprint) {

  /** The name under which the entity remembers the answer, if it is to. */
  static Optional<String> idOf(EntityEnvelope envelope) {
    return envelope.delivery().map(Delivery::id).or(() -> envelope.id().map(CommandId::value));
  }

  EntityCommand<?, ?> command() {
    return envelope.command();
  }

  @Nullable Receipt receipt(byte[] answer) {
    return fingerprint == null
        ? null
        : new Receipt(idOf(envelope).orElseThrow(), type.name(), fingerprint, answer);
  }

  /** The attachments, and the delivery that this reply answers, if it is one. */
  Attachments close(Attachments attachments, Reply<?> reply) {
    return envelope
        .delivery()
        .map(from -> attachments.consuming(from, reply instanceof Reply.Accepted<?>))
        .orElse(attachments);
  }
}
