package dev.troupe.persistence.postgres.internal.journal;

import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.atomic;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.event;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.get;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.refusal;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.tagged;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.Throttled;
import dev.troupe.persistence.WriteRefused;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** Writes of many entities, with the stock DAO to read them back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JournalWritesIT {
  private static final String TRANSACTIONS =
      "SELECT count(DISTINCT transaction_id) FROM event_journal";

  private EmbeddedPostgres server;
  private JournalOnTables journal;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void open() {
    journal = open("troupe.journal { writers = 1, queue.rows-per-tenant = 500 }");
  }

  private JournalOnTables open(String config) {
    return new JournalOnTables(
        server.settings().withSchema("writes_" + ++tests).withPoolSize(4), config);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private List<CompletableFuture<List<Try<BoxedUnit>>>> writeBehindALock(
      int from, int to, String id) throws Exception {
    List<CompletableFuture<List<Try<BoxedUnit>>>> answers = new ArrayList<>();
    journal.whileInsertsWait(() -> {
      answers.add(journal.write(text(id + from, 1)));
      journal.awaitBlocked(1);
      for (int i = from + 1; i <= to; i++) {
        answers.add(journal.write(text(id + i, 1)));
      }
      return null;
    });
    return answers;
  }

  @Test
  void whatComesWhileATransactionRunsIsTheNextOne() throws Exception {
    for (var answer : writeBehindALock(1, 100, "t|acme:e-")) {
      assertThat(get(answer)).allMatch(Try::isSuccess);
    }
    assertThat(journal.query(TRANSACTIONS)).containsExactly("2");
    assertThat(journal.query("SELECT count(*) FROM event_journal WHERE tenant_id = 'acme'"))
        .containsExactly("100");
  }

  @Test
  void onlyWhatIsRefusedIsNotWritten() throws Exception {
    journal.executeAsOwner(
        "ALTER TABLE event_journal ADD CHECK (persistence_id NOT IN ('t|acme:e-7', 't|acme:e-300'))");
    var answers = writeBehindALock(1, 400, "t|acme:e-");
    for (int i = 0; i < 400; i++) {
      boolean isBad = i == 6 || i == 299;
      assertThat(get(answers.get(i)).getFirst().isSuccess()).isEqualTo(!isBad);
    }
    assertThat(refusal(answers.get(6)))
        .isInstanceOf(WriteRefused.BadData.class)
        .hasMessageContaining("t|acme:e-7")
        .hasMessageContaining("check constraint");
    assertThat(journal.query("SELECT count(*) FROM event_journal")).containsExactly("398");
  }

  @Test
  void whatIsThereAlreadyIsTakenOutAtOnceAndTheRestStaysTogether() throws Exception {
    journal.execute(
        "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
            + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload)"
            + " SELECT 't|acme:e-' || n, 1, 'other', 1, '', 20, '', '' FROM unnest('{7,300}'::int[]) n");
    var answers = writeBehindALock(1, 400, "t|acme:e-");
    for (int i = 0; i < 400; i++) {
      boolean isBad = i == 6 || i == 299;
      assertThat(get(answers.get(i)).getFirst().isSuccess()).isEqualTo(!isBad);
    }
    assertThat(refusal(answers.get(299)))
        .isInstanceOf(WriteRefused.AnotherWriter.class)
        .hasMessageContaining("t|acme:e-300");
    assertThat(journal.query(TRANSACTIONS))
        .as("the other writer's, the one that waited for the lock, and the rest")
        .containsExactly("3");
  }

  @Test
  void anAtomicWriteIsWrittenAllOrNotAtAll() throws Exception {
    journal.executeAsOwner("ALTER TABLE event_journal ADD CHECK (sequence_number <> 3)");
    var answer =
        journal.write(
            atomic(event("t|acme:a", 1, "a"), event("t|acme:a", 2, "b")),
            atomic(event("t|acme:b", 1, "a"), event("t|acme:b", 2, "b"), event("t|acme:b", 3, "c")),
            text("t|acme:c", 1));
    assertThat(get(answer)).extracting(Try::isSuccess).containsExactly(true, false, true);
    assertThat(journal.read("t|acme:a"))
        .extracting(PersistentRepr::payload)
        .containsExactly("a", "b");
    assertThat(journal.read("t|acme:b")).isEmpty();
    assertThat(journal.read("t|acme:c")).hasSize(1);
  }

  @Test
  void anotherWriterIsToldApartAndWritesNoMore() throws Exception {
    get(journal.write(text("t|acme:a", 1)));
    PersistentRepr stale =
        event("t|acme:a", 1, "other").update(1, "t|acme:a", false, null, "stale");
    assertThat(refusal(journal.write(atomic(stale))))
        .isInstanceOf(WriteRefused.AnotherWriter.class)
        .hasMessageContaining("another writer has stored event '1'");
    PersistentRepr next = stale.update(2, "t|acme:a", false, null, "stale");
    assertThat(refusal(journal.write(atomic(next)))).isInstanceOf(WriteRefused.AnotherWriter.class);
    assertThat(get(journal.write(text("t|acme:a", 2))).getFirst().isSuccess()).isTrue();
    assertThat(journal.read("t|acme:a")).hasSize(2);
  }

  @Test
  void whatFollowsInTheCallOfAWriterThatIsNotAloneIsRefusedToo() throws Exception {
    get(journal.write(text("t|acme:a", 1)));
    var answer = journal.write(text("t|acme:a", 1), text("t|acme:a", 2), text("t|acme:b", 1));
    assertThat(get(answer)).extracting(Try::isSuccess).containsExactly(false, false, true);
    assertThat(journal.read("t|acme:a")).hasSize(1);
  }

  @Test
  void tagsAndMetadataAreReadByStock() throws Exception {
    get(
        journal.write(
            atomic(event("t|acme:a", 1, tagged("one", "x", "y")), event("t|acme:a", 2, "two")),
            atomic(event("t|acme:b", 1, tagged("three", "x")).withMetadata("meta")),
            atomic(event("t|acme:c", 1, "four").withManifest("adapted"))));
    assertThat(
            journal.query(
                "SELECT persistence_id || sequence_number || tag FROM event_tag"
                    + " JOIN event_journal ON ordering = event_id ORDER BY 1"))
        .containsExactly("t|acme:a1x", "t|acme:a1y", "t|acme:b1x");
    assertThat(journal.read("t|acme:a"))
        .extracting(PersistentRepr::payload)
        .containsExactly("one", "two");
    PersistentRepr third = journal.read("t|acme:b").getFirst();
    assertThat(third.payload()).isEqualTo("three");
    assertThat(third.metadata().get()).isEqualTo("meta");
    assertThat(third.writerUuid()).isEqualTo("w-t|acme:b");
    assertThat(journal.read("t|acme:c").getFirst().manifest()).isEqualTo("adapted");
    assertThat(journal.read("t|acme:c").getFirst().metadata().isEmpty()).isTrue();
  }

  @Test
  void aSingleEventHasItsTagsToo() throws Exception {
    get(journal.write(atomic(event("t|acme:a", 1, tagged("one", "x")))));
    assertThat(journal.query("SELECT tag FROM event_tag")).containsExactly("x");
  }

  @Test
  void whatCanNotBeSerializedOrStoredIsRefusedAlone() throws Exception {
    var answer =
        journal.write(
            atomic(event("t|acme:a", 1, new Object())),
            text("t|acme:" + "x".repeat(300), 1),
            text("t|acme:b", 1));
    assertThat(get(answer)).extracting(Try::isSuccess).containsExactly(false, false, true);
    assertThat(get(answer).get(0).failed().get())
        .isInstanceOf(WriteRefused.BadData.class)
        .hasMessageContaining("can't be serialized");
    assertThat(get(answer).get(1).failed().get())
        .isInstanceOf(WriteRefused.BadData.class)
        .hasMessageContaining("too long");
  }

  @Test
  void aFullQueueRefusesItsTenantAlone() throws Exception {
    journal.whileInsertsWait(() -> {
      var first = journal.write(text("t|noisy:0", 1));
      journal.awaitBlocked(1);
      List<CompletableFuture<List<Try<BoxedUnit>>>> noisy = new ArrayList<>();
      for (int i = 1; i <= 501; i++) {
        noisy.add(journal.write(text("t|noisy:" + i, 1)));
      }
      assertThat(refusal(noisy.getLast()))
          .isInstanceOfSatisfying(
              Throttled.class,
              e -> assertThat(e.limit()).isEqualTo("troupe.journal.queue.rows-per-tenant"));
      var quiet = journal.write(text("t|quiet:1", 1));
      assertThat(first).isNotDone();
      assertThat(quiet).isNotDone();
      return null;
    });
    JournalOnTables.await(
        () -> journal.query("SELECT count(*) FROM event_journal").equals(List.of("502")));
    assertThat(journal.read("t|quiet:1")).hasSize(1);
  }

  @Test
  void aConnectionThatEndsConcernsOnlyWhatWasSentOverIt() throws Exception {
    journal.whileInsertsWait(() -> {
      var cut = journal.write(text("t|acme:a", 1));
      journal.awaitBlocked(1);
      journal.endBlocked();
      assertThatThrownBy(() -> get(cut))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("terminating connection");
      return null;
    });
    assertThat(get(journal.write(text("t|acme:b", 1))).getFirst().isSuccess()).isTrue();
  }

  @Test
  void whatAWriterHadYetToWriteIsNotStoredAfterAWriteOfItsThatFailed() throws Exception {
    var next =
        journal.whileInsertsWait(() -> {
          var cut = journal.write(text("t|acme:a", 1));
          journal.awaitBlocked(1);
          var behind = journal.write(text("t|acme:a", 2));
          journal.endBlocked();
          assertThatThrownBy(() -> get(cut)).isInstanceOf(ExecutionException.class);
          return behind;
        });
    assertThat(refusal(next))
        .isInstanceOf(WriteRefused.AfterFailure.class)
        .hasMessageContaining("a write before event '2' failed");
    assertThat(journal.read("t|acme:a")).isEmpty();
    PersistentRepr anew = event("t|acme:a", 1, "x").update(1, "t|acme:a", false, null, "restarted");
    assertThat(get(journal.write(atomic(anew))).getFirst().isSuccess()).isTrue();
  }

  @Test
  void aTransactionThatIsRolledBackForAnotherIsTriedAgain() throws Exception {
    journal.executeAsOwner(
        "CREATE SEQUENCE tries",
        "GRANT ALL ON SEQUENCE tries TO " + journal.settings.user(),
        """
        CREATE FUNCTION stand_in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('tries') < 4 THEN
            RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01';
          END IF;
          RETURN NEW;
        END $$\
        """,
        "CREATE TRIGGER first_tries BEFORE INSERT ON event_journal FOR EACH ROW"
            + " EXECUTE FUNCTION stand_in_the_way()");
    assertThat(get(journal.write(text("t|acme:a", 1))).getFirst().isSuccess()).isTrue();
    assertThat(journal.query("SELECT last_value FROM tries")).containsExactly("4");
  }

  @Test
  void whatWasGivenIsWrittenBeforeTheSystemEnds() throws Exception {
    List<CompletableFuture<List<Try<BoxedUnit>>>> answers = new ArrayList<>();
    CompletableFuture<?>[] ended = new CompletableFuture<?>[1];
    journal.whileInsertsWait(() -> {
      answers.add(journal.write(text("t|acme:0", 1)));
      journal.awaitBlocked(1);
      for (int i = 1; i < 50; i++) {
        answers.add(journal.write(text("t|acme:" + i, 1)));
      }
      ended[0] =
          CoordinatedShutdown.get(journal.system)
              .runAll(CoordinatedShutdown.actorSystemTerminateReason())
              .toCompletableFuture();
      JournalOnTables.await(() -> {
        var late = journal.write(text("t|acme:late" + System.nanoTime(), 1));
        return late.isCompletedExceptionally()
            && late.exceptionNow() instanceof RejectedExecutionException;
      });
      return null;
    });
    for (var answer : answers) {
      assertThat(get(answer)).allMatch(Try::isSuccess);
    }
    get(ended[0]);
    assertThat(journal.query("SELECT count(*) >= 50 FROM event_journal")).containsExactly("t");
  }
}
