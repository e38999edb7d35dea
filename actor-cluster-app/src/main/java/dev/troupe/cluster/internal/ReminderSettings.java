package dev.troupe.cluster.internal;

import com.typesafe.config.Config;
import dev.troupe.model.internal.Doubling;
import java.time.Duration;

/**
 * How reminders fire, from {@code troupe.reminders} of the configuration.
 *
 * @param inFlightPerNode firings that a node has under way
 * @param inFlightPerTenant firings of one tenant that a node has under way
 * @param pollInterval how often a node looks by itself
 * @param lease how long a node has what it claimed to itself
 * @param patience how long it waits for an entity
 * @param grace how late a firing may be where what was missed is skipped
 * @param retry what follows a firing that fails for good
 */
public record ReminderSettings(
    int inFlightPerNode,
    int inFlightPerTenant,
    Duration pollInterval,
    Duration lease,
    Duration patience,
    Duration grace,
    Retry retry) {

  /**
   * What follows a firing that fails for good.
   *
   * @param mostAttempts failures after which the reminder is parked
   * @param minBackoff before the second attempt; then twice as long each time
   * @param maxBackoff before any attempt
   */
  public record Retry(int mostAttempts, Duration minBackoff, Duration maxBackoff) {

    /** How long to wait after this attempt. */
    Duration backoff(int attempt) {
      return Doubling.after(attempt, minBackoff, maxBackoff);
    }
  }

  /** Refuses a number or a time that makes no sense, by the name of its setting. */
  public ReminderSettings {
    require("in-flight-per-node", inFlightPerNode, 1, 100_000);
    require("in-flight-per-tenant", inFlightPerTenant, 1, 100_000);
    require("poll-interval", pollInterval.toMillis(), 10, 60_000);
    require("patience", patience.toMillis(), 1, 600_000);
    require("lease", lease.toMillis(), 2 * patience.toMillis(), 3_600_000);
    require("grace", grace.toMillis(), 0, 86_400_000);
    require("most-attempts", retry.mostAttempts(), 1, 1000);
    require("min-backoff", retry.minBackoff().toMillis(), 1, 3_600_000);
    long least = retry.minBackoff().toMillis();
    require("max-backoff", retry.maxBackoff().toMillis(), least, 86_400_000);
  }

  /** The settings of this configuration; refuses one that makes no sense. */
  public static ReminderSettings of(Config config) {
    Config reminders = config.getConfig("troupe.reminders");
    return new ReminderSettings(
        reminders.getInt("in-flight-per-node"),
        reminders.getInt("in-flight-per-tenant"),
        reminders.getDuration("poll-interval"),
        reminders.getDuration("lease"),
        reminders.getDuration("patience"),
        reminders.getDuration("grace"),
        new Retry(
            reminders.getInt("most-attempts"),
            reminders.getDuration("min-backoff"),
            reminders.getDuration("max-backoff")));
  }

  private static void require(String setting, long actual, long least, long most) {
    if (actual < least || actual > most) {
      throw new IllegalArgumentException(
          "troupe.reminders.%s must be %d to %d, was %d".formatted(setting, least, most, actual));
    }
  }
}
