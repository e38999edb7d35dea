package dev.troupe.model.testkit;

import dev.troupe.model.EntityCommand;
import java.time.Instant;
import java.util.Optional;

/** One attempt to bring an entity a command that is stored; copies of it may arrive late. */
sealed interface Delivery {

  /** The name under which the receiver remembers its answer; no command id has a space. */
  String id();

  /** Who receives it. */
  Address to();

  /** What it is to do. */
  EntityCommand<?, ?> command();

  /**
   * Of a message.
   *
   * @param row the message, as it was when it was read
   */
  record OfMessage(Outbox.Row row) implements Delivery {
    @Override
    public String id() {
      return "message %d of %s, attempt %d".formatted(row.ordinal(), row.sender(), row.attempt());
    }

    @Override
    public Address to() {
      return row.receiver();
    }

    @Override
    public EntityCommand<?, ?> command() {
      return row.message().command();
    }
  }

  /**
   * Of a reminder.
   *
   * @param to whose it is
   * @param reminder as it was when it was read
   * @param next when it fires after this, if it does
   */
  record OfReminder(Address to, Reminders.Reminder reminder, Optional<Instant> next)
      implements Delivery {
    @Override
    public String id() {
      return "firing %d of reminder '%s' (%d) of %s"
          .formatted(reminder.occurrence(), reminder.name(), reminder.generation(), to);
    }

    @Override
    public EntityCommand<?, ?> command() {
      return reminder.command();
    }
  }
}
