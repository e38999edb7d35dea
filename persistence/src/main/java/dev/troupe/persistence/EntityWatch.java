package dev.troupe.persistence;

/**
 * Sees what one entity does, one command at a time. Called on the entity's own thread, by which it
 * is kept from seeing two things at once; must return at once, and throw nothing.
 */
public interface EntityWatch {
  /** Sees nothing. */
  EntityWatch NONE = new EntityWatch() {};

  /** The entity begins to read what is stored of it; also when it restarts. */
  default void recovering() {}

  /** An event was applied, one that was read or one that was decided. */
  default void evolved() {}

  /** It has read all, and takes commands. */
  default void recovered() {}

  /** It could not. */
  default void recoveryFailed() {}

  /** It begins to decide this command. */
  default void begun(EntityEnvelope envelope) {}

  /** What was decided is given to the journal, so many entries. */
  default void persists(int entries) {}

  /** The command is answered, one that was begun or one that never will be. */
  default void answered(EntityEnvelope envelope, EntityReply reply) {}

  /** The command that was begun will be begun again, once the database has confirmed the state. */
  default void deferred() {}

  /** The command that was begun is not done, as nobody waits for it any more. */
  default void expired(EntityEnvelope envelope) {}

  /** The thread works for this entity again, to say how something ended. */
  default void entered() {}

  /** The thread goes on to something else, after {@link #begun} or {@link #entered}. */
  default void left() {}
}
