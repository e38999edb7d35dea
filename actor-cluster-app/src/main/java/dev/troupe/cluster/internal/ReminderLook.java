package dev.troupe.cluster.internal;

import dev.troupe.persistence.postgres.ReminderStore;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import dev.troupe.persistence.postgres.StoredReminders.Claims;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one look at the table gave.
 *
 * @param due the reminders that are this node's now
 * @param untilNext how long until another one may be due
 */
record ReminderLook(List<Due> due, Duration untilNext) {

  /** A reminder that was claimed, and what is to be done with it. */
  record Due(Claimed claimed, ReminderStep step) {}

  /** Keeps the list from being changed later. */
  ReminderLook {
    due = List.copyOf(due);
  }

  /**
   * Claims, and reads the schedules of what it claimed. Blocks, and counts the missed times of each
   * schedule: nothing for an actor.
   *
   * @param room how many at most
   * @param inFlight how many each tenant has
   */
  static ReminderLook at(
      ReminderStore store, ReminderSettings settings, int room, Map<String, Integer> inFlight)
      throws SQLException {
    Claims claims = store.claim(room, settings.inFlightPerTenant(), inFlight, settings.lease());
    return new ReminderLook(
        claims.claimed().stream()
            .map(each -> new Due(each, ReminderStep.of(each, settings.grace())))
            .toList(),
        claims.untilNext());
  }

  /** How long to wait before the next look. */
  Duration pause(Duration shortest, Duration longest) {
    Duration pause = untilNext.compareTo(longest) > 0 ? longest : untilNext;
    return !due.isEmpty() || pause.compareTo(shortest) < 0 ? shortest : pause;
  }
}
