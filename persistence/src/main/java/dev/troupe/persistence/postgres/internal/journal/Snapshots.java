package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.PayloadCiphers;
import dev.troupe.persistence.UnreadableMessage;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Loads, saves and deletes snapshots on {@link FairExecutor}, whose failures come through.
 *
 * <p>A snapshot that can't be read is passed over for the next older one, and at last for the
 * events, as long as the journal still has the events after it. One whose key can't be had now is
 * not passed over: loading it fails. Thread-safe.
 */
public final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final FairExecutor executor;
  private final Connections connections;
  private final SnapshotQueries queries;
  private final Serialization serialization;
  private final Executor codecs;
  private final PayloadCiphers ciphers;
  private final StoredNames names;

  /**
   * Snapshots in the table of {@code config}'s schema.
   *
   * @param codecs where states are turned to bytes and back
   */
  public Snapshots(
      Connections connections,
      SnapshotConfig config,
      Serialization serialization,
      Executor codecs,
      Materializer materializer) {
    this.executor = JournalReads.on(materializer.system()).executor();
    this.connections = connections;
    Tables tables = Tables.in(config.snapshotTableConfiguration().schemaName());
    this.queries = new SnapshotQueries(tables);
    this.names = StoredNames.of(tables, materializer.system());
    this.serialization = serialization;
    this.codecs = codecs;
    this.ciphers = PayloadCiphers.on(materializer.system());
  }

  /**
   * The highest readable snapshot that is meant; empty if the events tell it all.
   *
   * <p>Fails with {@link UnreadableMessage} if there is one that can't be read, and the events that
   * it stands for are deleted.
   */
  public CompletionStage<Optional<Tuple2<SnapshotMetadata, Object>>> load(
      SnapshotQueries.Criteria criteria) {
    return load(criteria, Optional.empty());
  }

  private CompletionStage<Optional<Tuple2<SnapshotMetadata, Object>>> load(
      SnapshotQueries.Criteria criteria, Optional<UnreadableMessage> failure) {
    String tenant = Tenants.of(criteria.persistenceId());
    Job.Body<Optional<SnapshotRow>> body =
        connection -> Optional.ofNullable(queries.latest(connection, criteria));
    Job<Optional<SnapshotRow>> job =
        failure.isEmpty() ? Job.first(tenant, body) : Job.next(tenant, Job.LEAST_COST, body);
    return executor
        .submit(job, connections)
        .exceptionallyCompose(Snapshots::emptyIfNeverStored)
        .thenCompose(found ->
            Openers.of(
                    ciphers,
                    tenant,
                    found.map(SnapshotRow::keyNumber).map(Set::of).orElseGet(Set::of))
                .thenComposeAsync(openers -> read(criteria, found, openers, failure), codecs));
  }

  private static CompletionStage<Optional<SnapshotRow>> emptyIfNeverStored(Throwable failure) {
    if (!SqlFailures.isOfTheData(failure)) {
      return CompletableFuture.failedFuture(failure);
    }
    LOG.warn(
        "no snapshot under a persistence id that can't be stored: {}",
        SqlFailures.firstLine(failure));
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private CompletionStage<Optional<Tuple2<SnapshotMetadata, Object>>> read(
      SnapshotQueries.Criteria criteria,
      Optional<SnapshotRow> found,
      Openers openers,
      Optional<UnreadableMessage> failure) {
    Optional<Tuple2<SnapshotMetadata, Object>> snapshot = Optional.empty();
    if (found.isPresent()) {
      try {
        snapshot = Optional.of(found.get().read(serialization, openers));
      } catch (UnreadableMessage e) {
        LOG.warn("{}; the one before it is used, or the events", e.getMessage());
        return load(
            criteria.below(found.get().sequenceNumber()),
            failure.isPresent() ? failure : Optional.of(e));
      }
    }
    return failure.isEmpty()
        ? CompletableFuture.completedFuture(snapshot)
        : requireEvents(criteria.persistenceId(), snapshot, failure.get());
  }

  /** An older state without the events that followed it would be a wrong one. */
  private CompletionStage<Optional<Tuple2<SnapshotMetadata, Object>>> requireEvents(
      String persistenceId,
      Optional<Tuple2<SnapshotMetadata, Object>> snapshot,
      UnreadableMessage failure) {
    long from = snapshot.map(found -> found._1().sequenceNr()).orElse(0L);
    return executor
        .submit(
            Job.next(
                Tenants.of(persistenceId),
                Job.LEAST_COST,
                connection -> queries.hasEventAfter(connection, persistenceId, from)),
            connections)
        .thenCompose(hasEvents ->
            hasEvents
                ? CompletableFuture.completedFuture(snapshot)
                : CompletableFuture.failedFuture(
                    new UnreadableMessage(
                        "%s; the events after '%d' that it stands for are deleted, so it must be repaired or removed by hand"
                            .formatted(failure.getMessage(), from),
                        failure)));
  }

  /** Writes a snapshot, over one of the same sequence number. */
  public CompletionStage<?> save(SnapshotMetadata metadata, Object state) {
    return CompletableFuture.supplyAsync(
            () -> SnapshotRow.of(metadata, state, serialization), codecs)
        .thenCompose(row ->
            ciphers.sealer(row.tenant()).thenApply(sealer -> sealer.map(row::sealed).orElse(row)))
        .thenCompose(row ->
            executor.submit(
                Job.carrying(
                    Tenants.of(row.persistenceId()),
                    row.bytes(),
                    connection ->
                        names.noting(connection, row, () -> queries.save(connection, row))),
                connections));
  }

  /** Deletes all that are meant. */
  public CompletionStage<?> delete(SnapshotQueries.Criteria criteria) {
    return executor.submit(
        Job.first(
            Tenants.of(criteria.persistenceId()),
            connection -> queries.delete(connection, criteria)),
        connections);
  }

  /** Deletes one. */
  public CompletionStage<?> delete(String persistenceId, long sequenceNumber) {
    return executor.submit(
        Job.first(
            Tenants.of(persistenceId),
            connection -> queries.delete(connection, persistenceId, sequenceNumber)),
        connections);
  }
}
