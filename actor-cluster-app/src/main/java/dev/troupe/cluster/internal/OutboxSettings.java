package dev.troupe.cluster.internal;

import com.typesafe.config.Config;
import dev.troupe.model.internal.Doubling;
import java.time.Duration;

/**
 * How messages are delivered, from {@code troupe.outbox} of the configuration.
 *
 * @param deliverers how many share the work, over the cluster
 * @param room what one deliverer delivers at a time
 * @param pollInterval how often a deliverer looks, when nothing wakes it
 * @param patience how long it waits for a receiver
 * @param mostAttempts refusals after which a message is parked
 * @param minBackoff before the second attempt; then twice as long each time
 * @param maxBackoff before any attempt
 */
public record OutboxSettings(
    int deliverers,
    Room room,
    Duration pollInterval,
    Duration patience,
    int mostAttempts,
    Duration minBackoff,
    Duration maxBackoff) {
  private static final int MOST_DELIVERERS = 64;

  /** However long a receiver does not answer. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /**
   * What one deliverer delivers at a time.
   *
   * @param messages of all tenants
   * @param perTenant of one tenant
   * @param bytes of all tenants; each may have one message more
   */
  public record Room(int messages, int perTenant, long bytes) {
    /** Refuses a number that makes no sense, by the name of its setting. */
    public Room {
      require("in-flight", messages, 2, 10_000);
      require("in-flight-per-tenant", perTenant, 1, 10_000);
      require("in-flight-bytes", bytes, 1 << 20, 1 << 30);
    }
  }

  /** Refuses a number or a time that makes no sense, by the name of its setting. */
  public OutboxSettings {
    require("deliverers", deliverers, 1, MOST_DELIVERERS);
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
        new Room(
            outbox.getInt("in-flight"),
            outbox.getInt("in-flight-per-tenant"),
            outbox.getBytes("in-flight-bytes")),
        outbox.getDuration("poll-interval"),
        outbox.getDuration("patience"),
        outbox.getInt("most-attempts"),
        outbox.getDuration("min-backoff"),
        outbox.getDuration("max-backoff"));
  }

  /** How long to wait after this attempt was refused. */
  Duration backoff(int attempt) {
    return Doubling.after(attempt, minBackoff, maxBackoff);
  }

  /** How long to wait after so many tries in vain, the last of which had no answer. */
  static Duration pause(int tries) {
    return Doubling.after(tries, Duration.ofSeconds(1), LONGEST_PAUSE);
  }

  private static void require(String setting, long actual, long least, long most) {
    if (actual < least || actual > most) {
      throw new IllegalArgumentException(
          "troupe.outbox.%s must be %d to %d, was %d".formatted(setting, least, most, actual));
    }
  }
}
