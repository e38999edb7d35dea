package dev.troupe.persistence.postgres;

import dev.troupe.persistence.JournalSettings;
import dev.troupe.persistence.postgres.internal.journal.FairSnapshotDao;
import dev.troupe.persistence.postgres.internal.journal.Snapshots;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import org.apache.pekko.persistence.jdbc.snapshot.dao.SnapshotDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * The snapshots in PostgreSQL, shared out fairly between tenants; set as {@code
 * jdbc-snapshot-store.dao}.
 *
 * <p>A snapshot that can't be read costs a longer replay, from the one before it or from the first
 * event. Only if the events that it stands for are deleted does loading fail, with {@link
 * dev.troupe.persistence.UnreadableMessage}. A tenant at its limit gets {@link
 * dev.troupe.model.Throttled}. With {@code troupe.journal.dao = stock} it passes everything on to
 * the stock DAO. Thread-safe.
 */
public final class PostgresSnapshotDao implements SnapshotDao {
  private final SnapshotDao snapshots;

  /** The constructor that Persistence JDBC looks for. */
  public PostgresSnapshotDao(
      JdbcDatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    snapshots =
        JournalSettings.of(materializer.system().settings().config()).isStock()
            ? new DefaultSnapshotDao(
                database, profile, config, serialization, context, materializer)
            : new FairSnapshotDao(
                new Snapshots(
                    database.source()::createConnection,
                    config,
                    serialization,
                    context::execute,
                    materializer));
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return snapshots.latestSnapshot(persistenceId);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(
      String persistenceId, long timestamp) {
    return snapshots.snapshotForMaxTimestamp(persistenceId, timestamp);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(
      String persistenceId, long sequenceNr) {
    return snapshots.snapshotForMaxSequenceNr(persistenceId, sequenceNr);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long sequenceNr, long timestamp) {
    return snapshots.snapshotForMaxSequenceNrAndMaxTimestamp(persistenceId, sequenceNr, timestamp);
  }

  @Override
  public Future<BoxedUnit> save(SnapshotMetadata metadata, Object snapshot) {
    return snapshots.save(metadata, snapshot);
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long sequenceNr) {
    return snapshots.delete(persistenceId, sequenceNr);
  }

  @Override
  public Future<BoxedUnit> deleteAllSnapshots(String persistenceId) {
    return snapshots.deleteAllSnapshots(persistenceId);
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNr(String persistenceId, long sequenceNr) {
    return snapshots.deleteUpToMaxSequenceNr(persistenceId, sequenceNr);
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxTimestamp(String persistenceId, long timestamp) {
    return snapshots.deleteUpToMaxTimestamp(persistenceId, timestamp);
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long sequenceNr, long timestamp) {
    return snapshots.deleteUpToMaxSequenceNrAndMaxTimestamp(persistenceId, sequenceNr, timestamp);
  }
}
