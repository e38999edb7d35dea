package dev.troupe.persistence.postgres.internal.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * How recoveries and snapshots use the database: {@code troupe.journal.read} in {@code
 * reference.conf}.
 *
 * @param threads statements at the same time
 * @param maxWaiting jobs of one tenant that may wait
 * @param maxWaitingBytes snapshots of one tenant that may wait to be written
 * @param maxWait after which a job that has not begun is given up
 * @param batchRows the most events of a batch
 * @param batchBytes the bytes of payload after which a batch ends
 */
public record ReadSettings(
    int threads,
    int maxWaiting,
    long maxWaitingBytes,
    Duration maxWait,
    int batchRows,
    long batchBytes) {

  /** Where the settings are. */
  static final String PATH = "troupe.journal.read";

  /**
   * The settings in this configuration.
   *
   * @throws ConfigException if one is missing or out of range
   */
  public static ReadSettings of(Config root) {
    Config config = root.getConfig(PATH);
    return new ReadSettings(
        atLeastOne(config, "threads"),
        atLeastOne(config, "max-waiting"),
        config.getBytes("max-waiting-bytes"),
        config.getDuration("max-wait"),
        atLeastOne(config, "batch-rows"),
        config.getBytes("batch-bytes"));
  }

  private static int atLeastOne(Config config, String name) {
    int value = config.getInt(name);
    if (value < 1) {
      throw new ConfigException.BadValue(
          config.origin(), PATH + "." + name, "must be 1 or more, was '%d'".formatted(value));
    }
    return value;
  }
}
