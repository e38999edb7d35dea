package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.Wallet.Balance;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.Deposited;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.evolution.BuildTypes;
import dev.troupe.persistence.evolution.EvolutionReport;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.evolution.EvolutionCheck;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings.Gate;
import dev.troupe.persistence.postgres.feed.FeedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One stream that nodes with different settings write, one after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JournalFormatIT {
  private static final List<String> FORMATS = List.of("cbor", "json", "cbor", "json");

  private static final String IN_PSQL =
      """
      -- @start region="psql"
      SELECT convert_from(event_payload, 'UTF8')::jsonb -> 'e' AS event
      FROM event_journal
      WHERE persistence_id = 'wallet|acme:w-1' AND get_byte(event_payload, 0) = ascii('{')
      -- @end
      """;

  private EmbeddedPostgres server;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private DatabaseSettings schema(String name) {
    DatabaseSettings database = server.settings().withSchema(name).withPoolSize(6);
    Schema.migrate(database);
    return database;
  }

  /** Ten cents by a node of each format, under the ids id-1, id-2 and so on. */
  private static void deposit(DatabaseSettings database, PayloadCipher cipher) {
    for (int i = 1; i <= FORMATS.size(); i++) {
      try (PostgresNode node = node(database, FORMATS.get(i - 1), cipher)) {
        var wallet = node.wallet("acme", "w-1");
        assertThat(TestNode.value(wallet.send(new Deposit(10), "id-" + i)))
            .isEqualTo(new Balance(10L * i));
      }
    }
  }

  private static PostgresNode node(DatabaseSettings database, String format, PayloadCipher cipher) {
    return new PostgresNode(database, "troupe.journal.format = " + format, cipher);
  }

  /** What an entity, commit-once and a projection make of the stream. */
  private static void assertWhole(DatabaseSettings database, PayloadCipher cipher)
      throws SQLException {
    for (String format : List.of("cbor", "json")) {
      try (PostgresNode node = node(database, format, cipher)) {
        var wallet = node.wallet("acme", "w-1");
        assertThat(wallet.ask(new GetBalance())).isEqualTo(new Balance(40));
        for (int i = 1; i <= FORMATS.size(); i++) {
          assertThat(TestNode.value(wallet.send(new Deposit(10), "id-" + i)))
              .as("the first answer to id-%d again", i)
              .isEqualTo(new Balance(10L * i));
        }
        var reader =
            new FeedReader<>(StoredEvents.of(node.kit.system(), Wallet.Event.class), 0, 1, 1_000);
        try (Connection connection = Databases.connect(database)) {
          var batch = reader.read(connection, FeedPosition.START, 100);
          assertThat(batch.unreadable()).isEmpty();
          assertThat(batch.events())
              .hasSize(FORMATS.size())
              .allSatisfy(each -> assertThat(each.event()).isEqualTo(new Deposited(10)));
        }
      }
    }
    assertThat(Databases.query(database, "SELECT count(*) FROM event_journal"))
        .containsExactly("4");
    assertReadBeforeTheStart(database, cipher);
  }

  /** What a node looks at before it joins: names, shapes, and the streams themselves. */
  private static void assertReadBeforeTheStart(DatabaseSettings database, PayloadCipher cipher)
      throws SQLException {
    var settings =
        new EvolutionSettings(
            Gate.ENFORCE,
            10,
            100,
            Duration.ofMinutes(2),
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Set.of());
    try (EvolutionCheck check =
        EvolutionCheck.open(
            database,
            BuildTypes.of(MessageTypes.of(Wallet.TYPE), other -> false),
            PayloadCiphers.of(cipher),
            settings)) {
      EvolutionReport report = check.run(line -> {});
      assertThat(report.findings()).isEmpty();
      assertThat(report.streams()).isEqualTo(1);
      assertThat(report.events()).isEqualTo(4);
    }
  }

  @Test
  void aStreamMayHaveEntriesOfBoth() throws SQLException {
    DatabaseSettings database = schema("both");
    deposit(database, PayloadCipher.NONE);
    assertWhole(database, PayloadCipher.NONE);
    assertThat(
            Databases.query(
                database,
                "SELECT get_byte(event_payload, 0) FROM event_journal ORDER BY sequence_number"))
        .containsExactly("191", "123", "191", "123");
    assertThat(Databases.query(database, IN_PSQL))
        .containsExactly("{\"cents\": 10}", "{\"cents\": 10}");
  }

  @Test
  void soMayAStreamThatIsSealed() throws SQLException {
    DatabaseSettings database = schema("sealed");
    TestCipher cipher = new TestCipher();
    deposit(database, cipher);
    assertWhole(database, cipher);
    assertThat(
            Databases.query(
                database,
                "SELECT count(*) FROM event_journal WHERE key_number IS NOT NULL AND position('cents' IN encode(event_payload, 'escape')) = 0"))
        .containsExactly("4");
  }
}
