package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.Deposited;
import dev.troupe.persistence.feed.FeedEvent;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.feed.FeedBatch;
import dev.troupe.persistence.postgres.feed.FeedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The feed of sealed events: what it passes over, what it stops at, and what it waits for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedFeedIT {
  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private TestCipher cipher;
  private PostgresNode node;
  private FeedReader<Wallet.Event> reader;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void write() {
    database = server.settings().withSchema("feed_" + ++tests).withPoolSize(6);
    Schema.migrate(database);
    cipher = new TestCipher();
    node = new PostgresNode(database, "", cipher);
    for (int i = 1; i <= 3; i++) {
      node.wallet("acme", "w-" + i).ask(new Deposit(i));
      node.wallet("other", "w-" + i).ask(new Deposit(10L * i));
    }
    reader = new FeedReader<>(StoredEvents.of(node.kit.system(), Wallet.Event.class), 0, 1, 1_000);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private FeedBatch<Wallet.Event> read(int most) throws SQLException {
    try (Connection connection = Databases.connect(database)) {
      return reader.read(connection, FeedPosition.START, most);
    }
  }

  private static List<Long> cents(FeedBatch<Wallet.Event> batch) {
    return batch.events().stream()
        .map(FeedEvent::event)
        .map(event -> ((Deposited) event).cents())
        .toList();
  }

  @Test
  void sealedEventsAreReadInOrder() throws Exception {
    assertThat(cents(read(100))).containsExactly(1L, 10L, 2L, 20L, 3L, 30L);
  }

  @Test
  void whatIsGoneForGoodIsPassedOverAndCounted() throws Exception {
    cipher.destroy("acme");
    FeedBatch<Wallet.Event> batch = read(100);
    assertThat(cents(batch)).containsExactly(10L, 20L, 30L);
    assertThat(batch.unreadable()).isEmpty();
    assertThat(PayloadCiphers.on(node.kit.system()).tombstones()).isEqualTo(3);
    cipher.destroy("other");
    FeedBatch<Wallet.Event> none = read(100);
    assertThat(none.events()).isEmpty();
    assertThat(none.end()).isGreaterThanOrEqualTo(batch.end());
  }

  private List<Object> queried(boolean byTag) throws Exception {
    JdbcReadJournal journal =
        PersistenceQuery.get(node.kit.system())
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
    var events =
        byTag
            ? journal.currentEventsByTag("all", Offset.noOffset())
            : journal.currentEventsByPersistenceId("wallet|acme:w-2", 1, Long.MAX_VALUE);
    return events
        .map(envelope ->
            envelope.event() instanceof JournalEntry entry
                ? entry.event().orElseThrow()
                : envelope.event())
        .runWith(Sink.seq(), node.kit.system())
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void queriesOfPekkoGetATombstoneForWhatIsGoneAndAllElse() throws Exception {
    Databases.execute(database, "INSERT INTO event_tag SELECT ordering, 'all' FROM event_journal");
    assertThat(queried(false)).containsExactly(new Deposited(2));
    assertThat(queried(true)).hasSize(6).doesNotHaveAnyElementsOfTypes(Tombstone.class);
    cipher.destroy("acme");
    String why = "tenant 'acme': its keys were destroyed";
    assertThat(queried(false)).containsExactly(new Tombstone("wallet|acme:w-2", 1, why));
    assertThat(queried(true))
        .hasSize(6)
        .contains(new Deposited(10), new Deposited(20), new Deposited(30))
        .contains(new Tombstone("wallet|acme:w-1", 1, why));
  }

  @Test
  void whatCanNotBeOpenedNowIsWaitedForAndNothingIsSkipped() throws Exception {
    cipher.away(true);
    assertThatThrownBy(() -> read(100))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("the keys are away");
    cipher.away(false);
    assertThat(cents(read(100))).hasSize(6);
  }

  @Test
  void whatWasTamperedWithStopsItForAnOperatorToSee() throws Exception {
    Databases.execute(
        database.asOwner(),
        "UPDATE event_journal SET event_payload = set_byte(event_payload, 20, get_byte(event_payload, 20) # 1) WHERE persistence_id = 'wallet|acme:w-2'");
    FeedBatch<Wallet.Event> batch = read(100);
    assertThat(cents(batch)).containsExactly(1L, 10L);
    assertThat(batch.unreadable().orElseThrow().reason())
        .startsWith("wallet|acme:w-2, sequence number 1")
        .contains("can't be opened: it is not what was sealed");
  }
}
