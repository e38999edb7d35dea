package dev.troupe.persistence;

import dev.troupe.model.Failure;
import dev.troupe.model.Reply;

/** What comes back for an {@link EntityEnvelope}: the domain's word, or the platform's failure. */
public sealed interface EntityReply {

  /**
   * The domain has spoken.
   *
   * @param type the entity type's name
   * @param command the command's name
   * @param reply what it said
   */
  record Answered(String type, String command, Reply<?> reply) implements EntityReply {}

  /**
   * The platform could not.
   *
   * @param failure why
   */
  record Failed(Failure failure) implements EntityReply {}
}
