package dev.troupe.cluster.internal;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How messages are delivered, from {@code troupe.outbox} of the configuration.
 *
 * @param deliverers how many share the work, over the cluster
 * @param inFlightPerTenant messages of one tenant that one deliverer delivers at a time
 * @param pollInterval how often a deliverer looks, when nothing wakes it
 * @param patience how long it waits for a receiver
 * @param mostAttempts refusals after which a message is parked
 * @param minBackoff before the second attempt; then twice as long each time
 * @param maxBackoff before any attempt
 */
public record OutboxSettings(
    int deliverers,
    int inFlightPerTenant,
    Duration pollInterval,
    Duration patience,
    int mostAttempts,
    Duration minBackoff,
    Duration maxBackoff) {
  private static final int MOST_DELIVERERS = 64;

  /** Refuses a number or a time that makes no sense, by the name of its setting. */
  public OutboxSettings {
    require("deliverers", deliverers, 1, MOST_DELIVERERS);
    require("in-flight-per-tenant", inFlightPerTenant, 1, 10_000);
    require("poll-interval", pollInterval.toMillis(), 10, 3_600_000);
    require("patience", patience.toMillis(), 1, 3_600_000);
    require("most-attempts", mostAttempts, 1, 1000);
    require("min-backoff", minBackoff.toMillis(), 1, 3_600_000);
    require("max-backoff", maxBackoff.toMillis(), minBackoff.toMillis(), 86_400_000);
  }

  /** The settings of this configuration; refuses one that makes no sense. */
  public static OutboxSettings of(Config config) {
    Config outbox = config.getConfig("troupe.outbox");
    return new OutboxSettings(
        outbox.getInt("deliverers"),
        outbox.getInt("in-flight-per-tenant"),
        outbox.getDuration("poll-interval"),
        outbox.getDuration("patience"),
        outbox.getInt("most-attempts"),
        outbox.getDuration("min-backoff"),
        outbox.getDuration("max-backoff"));
  }

  /** How long to wait after this attempt was refused. */
  Duration backoff(int attempt) {
    long doubled = minBackoff.toMillis() << Math.min(attempt - 1, 20);
    return doubled > maxBackoff.toMillis() ? maxBackoff : Duration.ofMillis(doubled);
  }

  private static void require(String setting, long actual, long least, long most) {
    if (actual < least || actual > most) {
      throw new IllegalArgumentException(
          "troupe.outbox.%s must be %d to %d, was %d".formatted(setting, least, most, actual));
    }
  }
}
