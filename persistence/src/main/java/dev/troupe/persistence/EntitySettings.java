package dev.troupe.persistence;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How entities run, from {@code troupe.entity} of the configuration.
 *
 * @param snapshotEvery events between two snapshots
 * @param keepSnapshots snapshots that are kept; events are never deleted
 * @param commandIdWindow the latest command ids that an entity remembers
 * @param maxWaiting commands that may wait for one entity
 * @param minBackoff before the first restart after a failure of the journal
 * @param maxBackoff before any restart
 * @param maxRestarts in a row, then the entity stops until its quarantine is over
 * @param quarantine how long an entity that can't be recovered is left alone
 */
public record EntitySettings(
    int snapshotEvery,
    int keepSnapshots,
    int commandIdWindow,
    int maxWaiting,
    Duration minBackoff,
    Duration maxBackoff,
    int maxRestarts,
    Duration quarantine) {

  /** Refuses a number or a time that makes no sense, by the name of its setting. */
  public EntitySettings {
    requireAtLeast("snapshot-every", snapshotEvery, 1);
    requireAtLeast("keep-snapshots", keepSnapshots, 1);
    requireAtLeast("command-id-window", commandIdWindow, 0);
    requireAtLeast("max-waiting", maxWaiting, 1);
    requireAtLeast("restart.min-backoff", minBackoff.toMillis(), 1);
    requireAtLeast("restart.max-backoff", maxBackoff.toMillis(), minBackoff.toMillis());
    requireAtLeast("restart.max-restarts", maxRestarts, 0);
    requireAtLeast("quarantine", quarantine.toMillis(), 0);
  }

  /**
   * The settings of this configuration.
   *
   * @throws IllegalArgumentException if one makes no sense, or more commands may wait than Pekko
   *     stashes, which would drop the others without a word
   */
  public static EntitySettings of(Config config) {
    int stash = config.getInt("pekko.persistence.typed.stash-capacity");
    int waiting = config.getInt("troupe.entity.max-waiting");
    if (waiting > stash) {
      throw new IllegalArgumentException(
          "troupe.entity.max-waiting must not exceed pekko.persistence.typed.stash-capacity, %d, was %d"
              .formatted(stash, waiting));
    }
    Config entity = config.getConfig("troupe.entity");
    return new EntitySettings(
        entity.getInt("snapshot-every"),
        entity.getInt("keep-snapshots"),
        entity.getInt("command-id-window"),
        entity.getInt("max-waiting"),
        entity.getDuration("restart.min-backoff"),
        entity.getDuration("restart.max-backoff"),
        entity.getInt("restart.max-restarts"),
        entity.getDuration("quarantine"));
  }

  private static void requireAtLeast(String setting, long actual, long least) {
    if (actual < least) {
      throw new IllegalArgumentException(
          "troupe.entity.%s must be at least %d, was %d".formatted(setting, least, actual));
    }
  }
}
