package dev.troupe.persistence.postgres.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.feed.FeedBatch.Then;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a read costs, however much is to come. */
class FeedReaderIT {
  private static final int ROWS = 30_000;
  private static final int SCAN = 100;

  @Test
  void looksAtNoMoreThanItsShareOfATableOfWhichThePlannerKnowsNothing(@TempDir Path directory)
      throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start();
        Events events = new Events()) {
      Schema.migrate(server.settings());
      Databases.execute(
          server.settings().asOwner(), "ALTER TABLE event_journal SET (autovacuum_enabled = off)");
      try (Connection connection = Databases.connect(server.settings())) {
        events.deposit(connection, "acme:w", 1, 5);
        for (int i = 2; i < ROWS; i += 1_000) {
          Databases.execute(
              server.settings(),
              "INSERT INTO event_journal (persistence_id, sequence_number, writer,"
                  + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,"
                  + " event_payload) SELECT persistence_id, n, writer, write_timestamp,"
                  + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload"
                  + " FROM event_journal, generate_series(%d, %d) n WHERE sequence_number = 1"
                      .formatted(i, i + 999));
        }
        FeedReader<Wallet.Event> reader = new FeedReader<>(events.stored(), 0, 1, SCAN);
        long before = looked(server);
        FeedBatch<Wallet.Event> batch = reader.read(connection, FeedPosition.START, SCAN);
        assertThat(batch.events()).hasSize(SCAN);
        assertThat(batch.then()).isEqualTo(Then.MORE);
        connection.createStatement().executeQuery("SELECT pg_stat_force_next_flush()");
        connection.commit();
        // Once for the bound and once for the events.
        assertThat(looked(server) - before).isBetween((long) SCAN, 2L * SCAN + 2);
      }
    }
  }

  @Test
  void endsAtARowThatItSawAndNotAtNumbersThatACrashGivesAgain(@TempDir Path directory)
      throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start();
        Events events = new Events()) {
      Schema.migrate(server.settings());
      FeedReader<Wallet.Event> reader = new FeedReader<>(events.stored(), 0, 1, SCAN);
      FeedPosition last;
      try (Connection connection = Databases.connect(server.settings())) {
        events.receipt(connection, "acme:w", 1);
        // What no crash can lose is not enough: of these transactions nothing may be left.
        for (int i = 0; i < 50; i++) {
          Databases.query(server.settings(), "SELECT pg_current_xact_id()");
        }
        last = reader.read(connection, FeedPosition.START, SCAN).end();
        assertThat(Databases.query(server.settings(), "SELECT transaction_id FROM event_journal"))
            .containsExactly(String.valueOf(last.xid()));
      }
      server.stop(EmbeddedPostgres.StopMode.IMMEDIATE);
      server.start();
      try (Connection connection = Databases.connect(server.settings())) {
        events.deposit(connection, "acme:w", 2, 5);
        assertThat(reader.read(connection, last, SCAN).events()).hasSize(1);
      }
    }
  }

  @Test
  void saysThatATransactionHoldsEventsUp(@TempDir Path directory) throws Exception {
    try (EmbeddedPostgres server = Databases.in(directory).start();
        Events events = new Events()) {
      Schema.migrate(server.settings());
      FeedReader<Wallet.Event> reader = new FeedReader<>(events.stored(), 0, 1, SCAN);
      try (Connection connection = Databases.connect(server.settings());
          Connection older = Databases.connect(server.settings())) {
        older.setAutoCommit(false);
        older.createStatement().execute("SELECT pg_current_xact_id()");
        events.deposit(connection, "acme:w", 1, 5);
        FeedBatch<Wallet.Event> held = reader.read(connection, FeedPosition.START, SCAN);
        assertThat(held.events()).isEmpty();
        assertThat(held.then()).isEqualTo(Then.HELD_UP);
        older.commit();
        FeedBatch<Wallet.Event> free = reader.read(connection, held.end(), SCAN);
        assertThat(free.events()).hasSize(1);
        assertThat(free.then()).isEqualTo(Then.NOTHING);
      }
    }
  }

  private static long looked(EmbeddedPostgres server) throws Exception {
    return Long.parseLong(
        Databases.query(
                server.settings(),
                "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables"
                    + " WHERE relname = 'event_journal'")
            .getFirst());
  }
}
