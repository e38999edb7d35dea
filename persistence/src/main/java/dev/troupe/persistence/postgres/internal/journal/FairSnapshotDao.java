package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.postgres.internal.journal.SnapshotQueries.Criteria;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.snapshot.dao.SnapshotDao;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;

/** {@link Snapshots} as Persistence JDBC asks for them. Thread-safe. */
public final class FairSnapshotDao implements SnapshotDao {
  private final Snapshots snapshots;

  /** A view of these. */
  public FairSnapshotDao(Snapshots snapshots) {
    this.snapshots = snapshots;
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
