package dev.troupe.persistence.postgres.feed;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How projections run, from {@code troupe.projections} of the configuration.
 *
 * @param poolSize connections of one node, at least 1
 * @param batch the most events in one transaction
 * @param scan the most rows of the journal, of all types, that one read looks through
 * @param pollInterval how long nothing may be heard before a slice looks by itself
 * @param wakeInterval the shortest time between two wake-ups
 * @param minBackoff before the first new try after a failure
 * @param maxBackoff before any new try
 */
public record ProjectionSettings(
    int poolSize,
    int batch,
    int scan,
    Duration pollInterval,
    Duration wakeInterval,
    Duration minBackoff,
    Duration maxBackoff) {

  /** Refuses a number or a time that makes no sense, by the name of its setting. */
  public ProjectionSettings {
    requireAtLeast("pool-size", poolSize, 1);
    requireAtLeast("batch", batch, 1);
    requireAtLeast("scan", scan, batch);
    requireAtLeast("poll-interval", pollInterval.toMillis(), 1);
    requireAtLeast("wake-interval", wakeInterval.toMillis(), 1);
    requireAtLeast("retry.min-backoff", minBackoff.toMillis(), 1);
    requireAtLeast("retry.max-backoff", maxBackoff.toMillis(), minBackoff.toMillis());
  }

  /** The settings of this configuration. */
  public static ProjectionSettings of(Config config) {
    Config projections = config.getConfig("troupe.projections");
    return new ProjectionSettings(
        projections.getInt("pool-size"),
        projections.getInt("batch"),
        projections.getInt("scan"),
        projections.getDuration("poll-interval"),
        projections.getDuration("wake-interval"),
        projections.getDuration("retry.min-backoff"),
        projections.getDuration("retry.max-backoff"));
  }

  private static void requireAtLeast(String setting, long actual, long least) {
    if (actual < least) {
      throw new IllegalArgumentException(
          "troupe.projections.%s must be at least %d, was %d".formatted(setting, least, actual));
    }
  }
}
