package dev.troupe.persistence.postgres.internal.journal;

import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.atomic;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.event;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.get;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.refusal;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.NotServed;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.WriteRefused;
import dev.troupe.persistence.postgres.BlockedTenants;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** Nothing of a blocked tenant is stored, by whichever way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlockedTenantsIT {
  private static final TenantId ACME = TenantId.of("acme");

  private EmbeddedPostgres server;
  private JournalOnTables journal;
  private BlockedTenants blocked;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    journal = new JournalOnTables(server.settings().withSchema("blocked_" + ++tests), "");
    blocked = BlockedTenants.open(journal.settings);
  }

  @AfterEach
  void close() {
    blocked.close();
    journal.close();
  }

  @Test
  void itsWritesAloneAreRefused() throws Exception {
    blocked.block(ACME);
    blocked.block(ACME);
    List<CompletableFuture<List<Try<BoxedUnit>>>> answers =
        journal.whileInsertsWait(() -> {
          List<CompletableFuture<List<Try<BoxedUnit>>>> all = new ArrayList<>();
          all.add(journal.write(text("t|first:x", 1)));
          journal.awaitBlocked(1);
          for (int i = 0; i < 100; i++) {
            all.add(journal.write(text("t|acme:a-" + i, 1)));
            all.add(journal.write(text("t|other:o-" + i, 1)));
          }
          return all;
        });
    assertThat(refusal(answers.get(1)))
        .isInstanceOfSatisfying(
            WriteRefused.Erased.class,
            refused ->
                assertThat(((NotServed) refused.failure()).reason())
                    .isEqualTo(NotServed.Reason.TENANT_ERASED));
    for (int i = 2; i < answers.size(); i++) {
      assertThat(get(answers.get(i)).getFirst().isSuccess()).isEqualTo(i % 2 == 0);
    }
    assertThat(journal.query("SELECT count(*) FROM event_journal WHERE tenant_id = 'acme'"))
        .containsExactly("0");
    assertThat(blocked.since(ACME)).isPresent();
    assertThat(blocked.since(TenantId.of("other"))).isEmpty();
  }

  @Test
  void noTableOfThePlatformTakesAnythingOfIt() throws Exception {
    blocked.block(ACME);
    for (String insert :
        List.of(
            "INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot_ser_id,"
                + " snapshot_ser_manifest, snapshot_payload) VALUES ('t|%s:a', 1, 1, 1, '', '')",
            "INSERT INTO outbox (persistence_id, slice, receiver_type, receiver, manifest, payload)"
                + " VALUES ('t|%s:a', 1, 't', 'acme:b', '', '')",
            "INSERT INTO reminder (persistence_id, name, schedule, catch_up, manifest, payload, due)"
                + " VALUES ('t|%s:a', 'n', 'once', 'latest', '', '', now())")) {
      assertThatThrownBy(() -> journal.execute(insert.formatted("acme")))
          .hasMessageContaining("tenant 'acme' is erased");
      journal.execute(insert.formatted("other"));
    }
    var stock =
        journal.stock.asyncWriteMessages(
            scala.jdk.javaapi.CollectionConverters.asScala(
                    List.of(atomic(event("t|acme:a", 1, "text"))))
                .toList());
    assertThatThrownBy(
            () -> get(scala.jdk.javaapi.FutureConverters.asJava(stock).toCompletableFuture()))
        .hasMessageContaining("tenant 'acme' is erased");
  }

  @Test
  void whatWasAcknowledgedBeforeIsThereAndNothingComesAfter() throws Exception {
    AtomicBoolean isDone = new AtomicBoolean();
    List<CompletableFuture<List<Try<BoxedUnit>>>> answers =
        java.util.Collections.synchronizedList(new ArrayList<>());
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; !isDone.get(); i++) {
                var answer = journal.write(text("t|acme:w-" + i, 1));
                answers.add(answer);
                try {
                  get(answer);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    JournalOnTables.await(() -> !journal.query("SELECT 1 FROM event_journal LIMIT 1").isEmpty());
    blocked.block(ACME);
    List<String> atTheBlock = journal.query("SELECT count(*) FROM event_journal");
    JournalOnTables.await(() -> {
      var last = List.copyOf(answers).getLast();
      return last.isDone() && !last.join().getFirst().isSuccess();
    });
    isDone.set(true);
    writer.join();
    long acknowledged = 0;
    for (var answer : answers) {
      acknowledged += get(answer).getFirst().isSuccess() ? 1 : 0;
    }
    assertThat(journal.query("SELECT count(*) FROM event_journal"))
        .isEqualTo(atTheBlock)
        .containsExactly(String.valueOf(acknowledged));
  }
}
