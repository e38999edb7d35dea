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

  /** The settings of this configuration. */
  public static EntitySettings of(Config config) {
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
}
