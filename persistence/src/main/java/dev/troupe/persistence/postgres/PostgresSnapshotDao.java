package dev.troupe.persistence.postgres;

import dev.troupe.persistence.postgres.internal.journal.SnapshotQueries.Criteria;
import dev.troupe.persistence.postgres.internal.journal.Snapshots;
import dev.troupe.persistence.postgres.internal.journal.Stages;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
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
 * dev.troupe.model.Throttled}. Thread-safe.
 */
public final class PostgresSnapshotDao implements SnapshotDao {
  private final Snapshots snapshots;

  /** Made by Persistence JDBC. */
  public PostgresSnapshotDao(
      JdbcDatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    snapshots =
        new Snapshots(
            database.source()::createConnection,
            config,
            serialization,
            context::execute,
            materializer);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return load(persistenceId, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxTimestamp(
      String persistenceId, long timestamp) {
    return load(persistenceId, Long.MAX_VALUE, timestamp);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNr(
      String persistenceId, long sequenceNr) {
    return load(persistenceId, sequenceNr, Long.MAX_VALUE);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> snapshotForMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long sequenceNr, long timestamp) {
    return load(persistenceId, sequenceNr, timestamp);
  }

  private Future<Option<Tuple2<SnapshotMetadata, Object>>> load(
      String persistenceId, long sequenceNr, long timestamp) {
    return Stages.toScala(
        snapshots
            .load(new Criteria(persistenceId, sequenceNr, timestamp))
            .thenApply(found -> found.isEmpty() ? Option.empty() : Option.apply(found.get())));
  }

  @Override
  public Future<BoxedUnit> save(SnapshotMetadata metadata, Object snapshot) {
    return Stages.toUnit(snapshots.save(metadata, snapshot));
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long sequenceNr) {
    return Stages.toUnit(snapshots.delete(persistenceId, sequenceNr));
  }

  @Override
  public Future<BoxedUnit> deleteAllSnapshots(String persistenceId) {
    return delete(persistenceId, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNr(String persistenceId, long sequenceNr) {
    return delete(persistenceId, sequenceNr, Long.MAX_VALUE);
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxTimestamp(String persistenceId, long timestamp) {
    return delete(persistenceId, Long.MAX_VALUE, timestamp);
  }

  @Override
  public Future<BoxedUnit> deleteUpToMaxSequenceNrAndMaxTimestamp(
      String persistenceId, long sequenceNr, long timestamp) {
    return delete(persistenceId, sequenceNr, timestamp);
  }

  private Future<BoxedUnit> delete(String persistenceId, long sequenceNr, long timestamp) {
    return Stages.toUnit(snapshots.delete(new Criteria(persistenceId, sequenceNr, timestamp)));
  }
}
