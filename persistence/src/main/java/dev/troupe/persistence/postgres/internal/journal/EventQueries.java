package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.PayloadCiphers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.ReadJournalConfig;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import scala.Option;
import scala.Tuple2;
import scala.Tuple3;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Try;

/**
 * The events as Pekko's queries ask for them. Of one that is gone for good they get a {@link
 * dev.troupe.persistence.Tombstone}. Thread-safe.
 */
public final class EventQueries {
  private static final scala.collection.immutable.Set<String> NO_TAGS =
      CollectionConverters.asScala(Set.<String>of()).toSet();

  private final JournalReads reads;
  private final Connections connections;
  private final Serialization serialization;
  private final PayloadCiphers ciphers;
  private final JournalQueries queries;
  private final JournalReader reader;

  /** Queries of the tables in {@code config}'s schema. */
  public EventQueries(
      Connections connections,
      ReadJournalConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    this.reads = JournalReads.on(materializer.system());
    this.connections = connections;
    this.serialization = serialization;
    this.ciphers = PayloadCiphers.on(materializer.system());
    this.queries =
        new JournalQueries(Tables.in(config.eventJournalTableConfiguration().schemaName()));
    this.reader =
        new JournalReader(reads, ciphers, connections, queries, serialization, context)
            .withTombstones();
  }

  /** The events in the range that are there, at most {@code max}, in order. */
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return reader.messages(persistenceId, from, to, max);
  }

  /** The same, {@code batchSize} at a time or fewer, and looking again where that is asked for. */
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
      String persistenceId,
      long from,
      long to,
      int batchSize,
      Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    return reader.messagesWithBatch(persistenceId, from, to, batchSize, refresh);
  }

  /** The first events that have this tag, after one place among all events and up to another. */
  public Source<
          Try<Tuple3<PersistentRepr, scala.collection.immutable.Set<String>, Object>>, NotUsed>
      tagged(String tag, long after, long to, long max) {
    CompletionStage<
            List<Try<Tuple3<PersistentRepr, scala.collection.immutable.Set<String>, Object>>>>
        events =
            reads
                .executor()
                .submit(
                    Job.next(
                        "",
                        Job.LEAST_COST,
                        connection -> queries.tagged(connection, tag, after, to, max)),
                    connections)
                .thenCompose(rows -> openers(rows).thenApply(openers -> read(rows, openers)));
    return org.apache.pekko.stream.javadsl.Source.completionStage(events)
        .mapConcat(all -> all)
        .asScala()
        .mapMaterializedValue(done -> NotUsed.getInstance());
  }

  private CompletableFuture<Map<String, Openers>> openers(List<EventRow> rows) {
    Map<String, Set<Integer>> keys = new HashMap<>();
    for (EventRow row : rows) {
      Set<Integer> ofTenant =
          keys.computeIfAbsent(Tenants.of(row.persistenceId()), any -> new HashSet<>());
      if (row.keyNumber() != null) {
        ofTenant.add(row.keyNumber());
      }
    }
    CompletableFuture<Map<String, Openers>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    for (Map.Entry<String, Set<Integer>> each : keys.entrySet()) {
      all =
          all.thenCombine(
              Openers.of(ciphers, each.getKey(), each.getValue()),
              (byTenant, openers) -> {
                byTenant.put(each.getKey(), openers);
                return byTenant;
              });
    }
    return all;
  }

  private List<Try<Tuple3<PersistentRepr, scala.collection.immutable.Set<String>, Object>>> read(
      List<EventRow> rows, Map<String, Openers> openers) {
    return rows.stream()
        .map(row ->
            row.readOrTombstone(
                    serialization,
                    Objects.requireNonNull(openers.get(Tenants.of(row.persistenceId()))))
                .map(EventQueries::withoutTags))
        .toList();
  }

  /** As stock gives them: who asked knows the one tag. */
  private static Tuple3<PersistentRepr, scala.collection.immutable.Set<String>, Object> withoutTags(
      Tuple2<PersistentRepr, Object> event) {
    return Tuple3.apply(event._1(), NO_TAGS, event._2());
  }
}
