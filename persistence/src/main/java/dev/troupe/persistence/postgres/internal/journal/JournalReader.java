package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.PayloadCiphers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.scaladsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Reads and deletes the events of an entity: the reading half of a {@code JournalDao}.
 *
 * <p>All of it runs on {@link FairExecutor}, whose failures come through. Thread-safe.
 */
public final class JournalReader {
  private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

  private final FairExecutor executor;
  private final Connections connections;
  private final ReadSettings settings;
  private final JournalQueries queries;
  private final Serialization serialization;
  private final ExecutionContext context;
  private final PayloadCiphers ciphers;
  private final boolean givesTombstones;

  /** A reader of the tables in {@code config}'s schema. */
  public JournalReader(
      Connections connections,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    this(
        JournalReads.on(materializer.system()),
        PayloadCiphers.on(materializer.system()),
        connections,
        new JournalQueries(Tables.in(config.eventJournalTableConfiguration().schemaName())),
        serialization,
        context);
  }

  JournalReader(
      JournalReads reads,
      PayloadCiphers ciphers,
      Connections connections,
      JournalQueries queries,
      Serialization serialization,
      ExecutionContext context) {
    this.executor = reads.executor();
    this.ciphers = ciphers;
    this.settings = reads.settings();
    this.connections = connections;
    this.queries = queries;
    this.serialization = serialization;
    this.context = context;
    this.givesTombstones = false;
  }

  private JournalReader(JournalReader like) {
    this.executor = like.executor;
    this.ciphers = like.ciphers;
    this.settings = like.settings;
    this.connections = like.connections;
    this.queries = like.queries;
    this.serialization = like.serialization;
    this.context = like.context;
    this.givesTombstones = true;
  }

  /** One that gives a tombstone in the place of an event whose key was destroyed. */
  JournalReader withTombstones() {
    return new JournalReader(this);
  }

  /** The highest sequence number that was ever used, deleted or not; 0 if none was. */
  public Future<Object> highestSequenceNr(String persistenceId) {
    // A recovery has read its snapshot before, so this goes on with it.
    CompletableFuture<Object> highest =
        executor.submit(
            Job.next(
                Tenants.of(persistenceId),
                Job.LEAST_COST,
                connection -> (Object) queries.highest(connection, persistenceId)),
            connections);
    return Stages.toScala(
        highest.exceptionallyCompose(failure -> {
          if (!SqlFailures.isOfTheData(failure)) {
            return CompletableFuture.failedFuture(failure);
          }
          LOG.warn(
              "no events under a persistence id that can't be stored: {}",
              SqlFailures.firstLine(failure));
          return CompletableFuture.completedFuture(0L);
        }));
  }

  /** Deletes the events up to and including {@code to}, and all that they said. */
  public Future<BoxedUnit> delete(String persistenceId, long to) {
    return Stages.toUnit(deleteOn(persistenceId, to));
  }

  private CompletionStage<Boolean> deleteOn(String persistenceId, long to) {
    return executor
        .submit(
            Job.next(
                Tenants.of(persistenceId),
                settings.batchBytes(),
                connection -> queries.deleteSome(connection, persistenceId, to)),
            connections)
        .thenCompose(
            more -> more ? deleteOn(persistenceId, to) : CompletableFuture.completedFuture(more));
  }

  /** The events in the range that are there, at most {@code max}, in order. */
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    Replay replay = new Replay(persistenceId, to, settings.batchRows(), Optional.empty());
    return source(replay, Position.at(from, max));
  }

  /**
   * The events in the range that are there, in order, {@code batchSize} at a time or fewer.
   *
   * @param refresh when to look again after the last event there is; none to end there
   */
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
      String persistenceId,
      long from,
      long to,
      int batchSize,
      Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    int rows = batchSize > 0 ? Math.min(batchSize, settings.batchRows()) : settings.batchRows();
    Optional<Tuple2<FiniteDuration, Scheduler>> again =
        refresh.isEmpty() ? Optional.empty() : Optional.of(refresh.get());
    return source(new Replay(persistenceId, to, rows, again), Position.at(from, Long.MAX_VALUE));
  }

  /** What one stream reads. */
  private record Replay(
      String persistenceId, long to, int rows, Optional<Tuple2<FiniteDuration, Scheduler>> again) {}

  /**
   * Where a stream is.
   *
   * @param from the next sequence number
   * @param left how many events it may still give
   * @param cost the bytes of the next batch, guessed from the last one
   */
  private record Position(long from, long left, long cost, Then then) {
    static Position at(long from, long left) {
      return new Position(Math.max(0, from), left, Job.LEAST_COST, Then.READ);
    }

    Position then(Then then) {
      return new Position(from, left, cost, then);
    }
  }

  private enum Then {
    READ,
    READ_LATER,
    END
  }

  /** The buffer fetches the next batch while the last one is read. Two are in memory, no more. */
  private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> source(
      Replay replay, Position start) {
    return org.apache.pekko.stream.javadsl.Source.unfoldAsync(start, at -> next(replay, at))
        .buffer(1, OverflowStrategy.backpressure())
        .mapConcat(batch -> batch)
        .map(row ->
            givesTombstones
                ? row.row().readOrTombstone(serialization, row.openers())
                : row.row().read(serialization, row.openers()))
        .asScala();
  }

  /** A row, and the keys that its batch needs. */
  private record Fetched(EventRow row, Openers openers) {}

  private CompletionStage<Optional<Pair<Position, List<Fetched>>>> next(
      Replay replay, Position at) {
    if (at.then() == Then.END || at.left() <= 0 || at.from() > replay.to()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (at.then() == Then.READ_LATER && replay.again().isPresent()) {
      var again = replay.again().get();
      Duration wait = Duration.ofNanos(again._1().toNanos());
      return Patterns.after(wait, again._2(), context, () -> read(replay, at));
    }
    return read(replay, at);
  }

  private CompletableFuture<Optional<Pair<Position, List<Fetched>>>> read(
      Replay replay, Position at) {
    var range =
        new JournalQueries.Range(
            replay.persistenceId(),
            at.from(),
            replay.to(),
            Math.min(replay.rows(), at.left()),
            settings.batchBytes());
    CompletableFuture<List<EventRow>> batch =
        executor.submit(
            Job.next(
                Tenants.of(replay.persistenceId()),
                at.cost(),
                connection -> queries.batch(connection, range)),
            connections);
    return Stages.map(
        batch.thenCompose(this::fetched),
        rows -> Optional.of(Pair.create(after(replay, range, at, rows), rows)));
  }

  private CompletionStage<List<Fetched>> fetched(List<EventRow> rows) {
    if (rows.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    Set<Integer> keys = new HashSet<>(1);
    for (EventRow row : rows) {
      if (row.keyNumber() != null) {
        keys.add(row.keyNumber());
      }
    }
    return Openers.of(ciphers, Tenants.of(rows.getFirst().persistenceId()), keys)
        .thenApply(openers -> rows.stream().map(row -> new Fetched(row, openers)).toList());
  }

  private static Position after(
      Replay replay, JournalQueries.Range range, Position at, List<Fetched> rows) {
    long bytes = rows.stream().mapToLong(each -> each.row().bytes()).sum();
    boolean isCutOff = rows.size() >= range.rows() || bytes >= range.bytes();
    Then then = isCutOff ? Then.READ : replay.again().isPresent() ? Then.READ_LATER : Then.END;
    if (rows.isEmpty()) {
      return at.then(then);
    }
    long last = rows.getLast().row().sequenceNumber();
    return last >= replay.to()
        ? at.then(Then.END)
        : new Position(last + 1, at.left() - rows.size(), bytes, then);
  }
}
