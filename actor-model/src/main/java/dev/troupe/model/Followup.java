package dev.troupe.model;

import dev.troupe.model.internal.Names;

/**
 * What an entity has committed together with its events, all or none, and the platform then carries
 * out. Immutable.
 */
public sealed interface Followup {

  /**
   * Deliver this to another entity of the tenant.
   *
   * @param message what, and to whom
   */
  record Enqueue(OutboxMessage message) implements Followup {}

  /**
   * Send this entity a command at the times of a schedule; replaces the reminder of this name.
   *
   * @param name 1 to 64 of {@code a-z 0-9 -}, unique within the entity
   * @param schedule when
   * @param command what; one of the entity's own, and no query
   */
  record Remind(String name, Schedule schedule, EntityCommand<?, ?> command) implements Followup {

    /**
     * Checks the name, and that the command is no query.
     *
     * @throws IllegalArgumentException if either breaks its rule
     */
    public Remind {
      Names.requireReminderName(name);
      OutboxMessage.requireNoQuery(command);
    }
  }

  /**
   * Cancel the reminder of this name.
   *
   * @param name 1 to 64 of {@code a-z 0-9 -}
   */
  record Forget(String name) implements Followup {

    /** Checks the name; {@link IllegalArgumentException} if it breaks its rule. */
    public Forget {
      Names.requireReminderName(name);
    }
  }
}
