package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.scaladsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/** What the reader gives back of what is in the tables, and where the stock DAO differs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JournalReaderIT {
  private static final String BOUNDS =
      "troupe.journal.read { batch-rows = 10, batch-bytes = 1000 }";

  private EmbeddedPostgres server;
  private JournalOnServer journal;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
    // It deletes events.
    journal = new JournalOnServer(server.settings().withSchema("reads").asOwner(), BOUNDS);
  }

  @AfterAll
  void stop() {
    journal.close();
    server.close();
  }

  @Test
  void crossesGapsWhereTheStockDaoStops() throws Exception {
    journal.store("t|acme:gap", "x", 1, 100);
    journal.execute(
        "DELETE FROM event_journal WHERE persistence_id = 't|acme:gap'"
            + " AND sequence_number BETWEEN 21 AND 60");
    List<Long> there = LongStream.concat(range(1, 20), range(61, 100)).boxed().toList();
    assertThat(numbers(batches("t|acme:gap", 100))).isEqualTo(there);

    assertThat(numbers(journal.stock.messagesWithBatch("t|acme:gap", 1, 100, 10, Option.empty())))
        .as("stock")
        .hasSize(20);
  }

  @Test
  void givesAsMuchAsIsAskedForAndNotMore() throws Exception {
    journal.store("t|acme:max", "x", 1, 100);
    assertThat(numbers(journal.reader.messages("t|acme:max", 5, 90, 25)))
        .isEqualTo(range(5, 29).boxed().toList());
    assertThat(numbers(journal.reader.messages("t|acme:max", 95, Long.MAX_VALUE, Long.MAX_VALUE)))
        .isEqualTo(range(95, 100).boxed().toList());
    assertThat(numbers(journal.reader.messages("t|acme:max", 1, 100, 0))).isEmpty();
    assertThat(numbers(journal.reader.messages("t|acme:max", 7, 6, 10))).isEmpty();
    assertThat(numbers(journal.reader.messages("t|acme:nobody", 0, 100, 10))).isEmpty();
  }

  @Test
  void aBatchEndsAfterItsBytesSoThatLargeEventsComeFewAtATime() throws Exception {
    journal.store("t|acme:large", "x".repeat(600), 1, 6);
    journal.reads.set(0);
    assertThat(numbers(batches("t|acme:large", 100))).hasSize(6);
    assertThat(journal.reads).hasValue(4); // Two in each, and one that finds the end.

    journal.store("t|acme:huge", "x".repeat(5_000), 1, 3);
    assertThat(numbers(batches("t|acme:huge", 100))).hasSize(3);
  }

  @Test
  void readsTwoBatchesAheadOfASlowReaderAndNoneForOneThatIsGone() throws Exception {
    journal.store("t|acme:slow", "x", 1, 1_000);
    journal.reads.set(0);
    var queue = slowly(batches("t|acme:slow", 1_000));
    assertThat(next(queue)).isEqualTo(1);
    eventually(() -> assertThat(journal.reads.get()).isGreaterThanOrEqualTo(2));
    for (int i = 2; i <= 30; i++) {
      assertThat(next(queue)).isEqualTo(i);
    }
    queue.cancel();
    // What was asked for last may still come; another reader's turn comes after that.
    assertThat(numbers(batches("t|acme:slow", 20))).hasSize(20);
    assertThat(journal.reads.get()).isLessThanOrEqualTo(3 + 3 + 3);
  }

  @Test
  void waitsForMoreWhereThatIsAskedFor() throws Exception {
    journal.store("t|acme:live", "x", 1, 3);
    var live =
        journal.reader.messagesWithBatch(
            "t|acme:live",
            1,
            8,
            2,
            Option.apply(
                Tuple2.apply(
                    FiniteDuration.apply(10, TimeUnit.MILLISECONDS), journal.system.scheduler())));
    var queue = slowly(live);
    for (int i = 1; i <= 3; i++) {
      assertThat(next(queue)).isEqualTo(i);
    }
    CompletionStage<?> fourth = queue.pull();
    journal.store("t|acme:live", "x", 5, 8);
    fourth.toCompletableFuture().get(20, TimeUnit.SECONDS);
    for (int i = 6; i <= 8; i++) {
      assertThat(next(queue)).isEqualTo(i);
    }
    assertThat(queue.pull().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .as("the end, since the last one that was asked for came")
        .isEmpty();
  }

  @Test
  void oneThatCanNotBeReadIsAFailureAmongTheOthers() throws Exception {
    journal.store("t|acme:bad", "x", 1, 3);
    journal.execute(
        "UPDATE event_journal SET event_ser_id = 4711"
            + " WHERE persistence_id = 't|acme:bad' AND sequence_number = 2");
    var all = all(batches("t|acme:bad", 3));
    assertThat(all).hasSize(3);
    assertThat(all.get(2).isSuccess()).isTrue();
    assertThat(all.get(1).failed().get())
        .isInstanceOf(UnreadableMessage.class)
        .hasMessageStartingWith("event '2' of 't|acme:bad': can't be read (serializer '4711'");
  }

  @Test
  void deletingLeavesNothingOfThePayloadAndNoTag() throws Exception {
    String id = "t|acme:deleted";
    journal.store(id, "secret", 1, 5);
    journal.execute(
        "UPDATE event_journal SET meta_ser_id = 20, meta_ser_manifest = '', adapter_manifest = 'a',"
            + " meta_payload = 'secret' WHERE persistence_id = '"
            + id
            + "'",
        "INSERT INTO event_tag SELECT ordering, 'tag' FROM event_journal"
            + " WHERE persistence_id = '"
            + id
            + "'");

    get(journal.reader.delete(id, 3));
    assertThat(numbers(batches(id, 5))).hasSize(2);
    assertThat(get(journal.reader.highestSequenceNr(id))).isEqualTo(5L);

    get(journal.reader.delete(id, Long.MAX_VALUE));
    assertThat(numbers(batches(id, Long.MAX_VALUE))).isEmpty();
    assertThat(get(journal.reader.highestSequenceNr(id))).isEqualTo(5L);
    assertThat(
            journal.query(
                "SELECT concat_ws(',', sequence_number, deleted, octet_length(event_payload),"
                    + " event_ser_manifest, adapter_manifest, meta_ser_id, meta_ser_manifest,"
                    + " meta_payload) FROM event_journal WHERE persistence_id = '"
                    + id
                    + "'"))
        .containsExactly("5,t,0,,");
    assertThat(
            journal.query(
                "SELECT tag FROM event_tag JOIN event_journal ON event_id = ordering"
                    + " WHERE persistence_id = '"
                    + id
                    + "'"))
        .isEmpty();

    journal.store(id, "new", 6, 6);
    assertThat(numbers(batches(id, 6))).containsExactly(6L);
    get(journal.reader.delete(id, 5));
    assertThat(
            journal.query("SELECT count(*) FROM event_journal WHERE persistence_id = '" + id + "'"))
        .as("the emptied row is gone, for a higher one keeps the number")
        .containsExactly("1");
  }

  @Test
  void theStockDaoLeavesTheLastPayload() throws Exception {
    journal.store("t|acme:stock", "secret", 1, 2);
    get(journal.stock.delete("t|acme:stock", 2));
    assertThat(
            journal.query(
                "SELECT convert_from(event_payload, 'UTF8') FROM event_journal"
                    + " WHERE persistence_id = 't|acme:stock'"))
        .containsExactly("secret");
  }

  @Test
  void deletesManyInSeveralStatements() throws Exception {
    int many = JournalQueries.DELETED_AT_ONCE * 2 + 1;
    journal.store("t|acme:many", "x", 1, many);
    journal.reads.set(0);
    get(journal.reader.delete("t|acme:many", many));
    assertThat(journal.reads).hasValue(3);
    assertThat(get(journal.reader.highestSequenceNr("t|acme:many"))).isEqualTo((long) many);
    assertThat(
            journal.query(
                "SELECT count(*) FROM event_journal WHERE persistence_id = 't|acme:many'"))
        .containsExactly("1");
  }

  @Test
  void anIdThatCanNotBeStoredHasNoEvents() throws Exception {
    assertThat(get(journal.reader.highestSequenceNr("t|acme:\0"))).isEqualTo(0L);
  }

  @Test
  void aStatementThatTakesTooLongFailsTheReplayAndSaysSo() throws Exception {
    journal.store("t|acme:stuck", "x", 1, 100);
    var queue = slowly(batches("t|acme:stuck", 100));
    assertThat(next(queue)).isEqualTo(1);
    try (var other = Databases.connect(journal.settings);
        var lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("LOCK TABLE event_journal IN ACCESS EXCLUSIVE MODE");
      var rest = drain(queue);
      eventually(() ->
          assertThat(
                  journal.query(
                      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
                          + " WHERE wait_event_type = 'Lock' AND application_name = 'troupe'"))
              .containsExactly("t"));
      assertThatThrownBy(() -> rest.toCompletableFuture().get(20, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    }
  }

  private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> batches(String id, long to) {
    return journal.reader.messagesWithBatch(id, 1, to, 400, Option.empty());
  }

  private static LongStream range(long from, long to) {
    return LongStream.rangeClosed(from, to);
  }

  private List<Try<Tuple2<PersistentRepr, Object>>> all(
      Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> source) throws Exception {
    return source
        .asJava()
        .runWith(Sink.seq(), journal.system)
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  private List<Long> numbers(Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> source)
      throws Exception {
    return all(source).stream().map(event -> event.get()._1().sequenceNr()).toList();
  }

  private SinkQueueWithCancel<Try<Tuple2<PersistentRepr, Object>>> slowly(
      Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> source) {
    var sink =
        Sink.<Try<Tuple2<PersistentRepr, Object>>>queue()
            .withAttributes(Attributes.inputBuffer(1, 1));
    return source.asJava().runWith(sink, journal.system);
  }

  private static long next(SinkQueueWithCancel<Try<Tuple2<PersistentRepr, Object>>> queue)
      throws Exception {
    return queue
        .pull()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .orElseThrow()
        .get()
        ._1()
        .sequenceNr();
  }

  /** Completes when the stream has. */
  private static CompletionStage<Boolean> drain(
      SinkQueueWithCancel<Try<Tuple2<PersistentRepr, Object>>> queue) {
    return queue
        .pull()
        .thenCompose(one -> one.isEmpty() ? CompletableFuture.completedFuture(true) : drain(queue));
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return FutureConverters.asJava(future).toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private interface Check {
    void run() throws Exception;
  }

  private static void eventually(Check check) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      try {
        check.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }
}
