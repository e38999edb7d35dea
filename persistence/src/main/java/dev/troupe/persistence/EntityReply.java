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
   * @param encoded the same as it is sent, or empty if it is not known; made by the entity, which
   *     must know that it can be, and not a second time for a caller on another node
   */
  record Answered(String type, String command, Reply<?> reply, byte[] encoded)
      implements EntityReply {
    private static final byte[] UNKNOWN = {};

    /** One that was not encoded, or was read. */
    public Answered(String type, String command, Reply<?> reply) {
      this(type, command, reply, UNKNOWN);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Answered that
          && type.equals(that.type)
          && command.equals(that.command)
          && reply.equals(that.reply);
    }

    @Override
    public int hashCode() {
      return reply.hashCode();
    }

    /** Without what it says, since Pekko logs what it can take nowhere. */
    @Override
    public String toString() {
      return "%s %s of %s".formatted(reply.getClass().getSimpleName(), command, type);
    }
  }

  /**
   * The platform could not.
   *
   * @param failure why
   */
  record Failed(Failure failure) implements EntityReply {}
}
