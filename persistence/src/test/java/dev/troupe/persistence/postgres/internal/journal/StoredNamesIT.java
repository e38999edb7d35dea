package dev.troupe.persistence.postgres.internal.journal;

import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.get;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.refusal;
import static dev.troupe.persistence.postgres.internal.journal.JournalOnTables.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.WriteRefused;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Names that are noted with writes that fail, and with writes that do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredNamesIT {
  private EmbeddedPostgres server;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void whatIsRefusedLeavesNoNameAndWhatFollowsIsNoted() throws Exception {
    try (JournalOnTables journal =
        new JournalOnTables(server.settings().withSchema("refused").withPoolSize(4), "")) {
      journal.execute(
          """
          INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,
            event_ser_manifest, event_payload) VALUES ('a|acme:1', 1, 'other', 1, 'other', '')\
          """);
      assertThat(refusal(journal.write(text("a|acme:1", 1))))
          .isInstanceOf(WriteRefused.AnotherWriter.class);
      assertThat(journal.query("SELECT manifest FROM event_catalogue")).isEmpty();

      assertThat(get(journal.write(text("a|acme:2", 1))).getFirst().isSuccess()).isTrue();
      assertThat(get(journal.write(text("a|acme:2", 2))).getFirst().isSuccess()).isTrue();
      assertThat(
              journal.query(
                  "SELECT persistence_id || ' ' || sequence_number FROM event_catalogue"
                      + " JOIN event_journal USING (ordering)"))
          .containsExactly("a|acme:2 1");
    }
  }

  @Test
  void whatADatabaseHasForgottenIsNotedAgainOverTheNextConnections() throws Exception {
    String names = "SELECT store FROM event_catalogue";
    try (JournalOnTables journal =
        new JournalOnTables(server.settings().withSchema("forgotten").withPoolSize(4), "")) {
      assertThat(get(journal.write(text("a|acme:1", 1))).getFirst().isSuccess()).isTrue();
      assertThat(journal.query(names)).containsExactly("event");
      journal.executeAsOwner("DELETE FROM event_catalogue");
      assertThat(get(journal.write(text("a|acme:1", 2))).getFirst().isSuccess()).isTrue();
      assertThat(journal.query(names)).isEmpty();

      journal.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE pid <> pg_backend_pid() AND usename = current_user");
      AtomicInteger entities = new AtomicInteger(1);
      // Of those that go over a connection that was ended nobody knows whether they are stored.
      JournalOnTables.await(() -> {
        CompletableFuture<?> write = journal.write(text("a|acme:" + entities.incrementAndGet(), 1));
        return get(write.handle((done, failure) -> failure == null));
      });
      JournalOnTables.await(() -> {
        get(journal.write(text("a|acme:" + entities.incrementAndGet(), 1)));
        return !journal.query(names).isEmpty();
      });
      assertThat(journal.query(names)).containsExactly("event");
    }
  }
}
