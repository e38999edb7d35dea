package dev.troupe.cluster.internal;

import dev.troupe.model.Schedule;
import dev.troupe.model.internal.Firings;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.postgres.StoredReminders;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import dev.troupe.persistence.postgres.StoredReminders.Progress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** What is to be done now with a reminder that was claimed. */
sealed interface ReminderStep {

  /** Send its command as this delivery. */
  record Fire(Delivery.OfReminder delivery) implements ReminderStep {}

  /** Nothing now, but at this time. */
  record Wait(Instant next) implements ReminderStep {}

  /** Its schedule can't be read here. */
  record Refuse(String reason) implements ReminderStep {}

  /** The step that follows from its schedule. */
  static ReminderStep of(Claimed claimed, Duration grace) {
    Progress progress = claimed.progress();
    Instant due = claimed.times().due();
    try {
      Schedule schedule = claimed.times().parsed();
      if (progress.occurrence() == StoredReminders.NOT_YET_TIMED) {
        return new Wait(schedule.next(due).orElse(due));
      }
      Firings firings = Firings.of(schedule, due, claimed.now(), grace);
      return firings.now().isEmpty()
          ? new Wait(firings.next().orElse(due))
          : new Fire(
              new Delivery.OfReminder(
                  claimed.id().name(),
                  progress.generation(),
                  progress.occurrence(),
                  firings.next()));
    } catch (IllegalArgumentException e) {
      return new Refuse(String.valueOf(e.getMessage()));
    } catch (IllegalStateException | DateTimeException | ArithmeticException e) {
      // No time that a calendar has; what was claimed with it must not wait for it.
      return new Refuse(e.toString());
    }
  }
}
