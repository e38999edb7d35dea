package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.evolution.BuildTypes;
import dev.troupe.persistence.evolution.EvolutionReport;
import dev.troupe.persistence.evolution.Finding;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.evolution.EvolutionCheck;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings;
import dev.troupe.persistence.postgres.evolution.EvolutionSettings.Gate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What nodes note of what they store, and what is found of what nobody noted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventCatalogueIT {
  private static final String NAMES =
      "SELECT store || ' ' || manifest || CASE shape WHEN '' THEN ' unknown' ELSE '' END"
          + " FROM event_catalogue ORDER BY 1";
  private static final MessageTypes ALL = MessageTypes.of(Wallet.TYPE, Errand.TYPE);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void open() {
    database = server.settings().withSchema("catalogue_" + ++tests).withPoolSize(6);
    Schema.migrate(database);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private PostgresNode node() {
    return new PostgresNode(database, "troupe.entity.snapshot-every = 3");
  }

  private List<String> query(String sql) throws SQLException {
    return Databases.query(database, sql);
  }

  private static void tell(PostgresNode node, Errand.Command<?> command) {
    EntityKey key = EntityKey.of(TenantId.of("acme"), "e-1");
    var errand = node.kit.spawn(EventSourcedBehaviors.create(Errand.TYPE, key));
    AskPattern.<EntityEnvelope, EntityReply>ask(
            errand,
            replyTo -> EntityEnvelope.of(Errand.TYPE.name(), key, command, PATIENCE, replyTo),
            PATIENCE,
            node.kit.system().scheduler())
        .toCompletableFuture()
        .join();
    node.kit.stop(errand);
  }

  @Test
  void everyNameIsThereOnceSomethingOfItIsStored() throws Exception {
    try (PostgresNode node = node()) {
      var wallet = node.wallet("acme", "a");
      wallet.ask(new Wallet.Deposit(5));
      wallet.ask(new Wallet.Spread(List.of(1L, 2L)));
      wallet.ask(new Wallet.Withdraw(1));
      TestNode.value(wallet.send(new Wallet.Touch(), "id-1"));
      tell(node, new Errand.Pay("w-1", 60));
      tell(node, new Errand.Remind("daily"));
      node.kit
          .createTestProbe()
          .awaitAssert(() -> {
            assertThat(query(NAMES))
                .containsExactly(
                    "event errand/.receipt unknown",
                    "event errand/ticked#1",
                    "event wallet/.receipt unknown",
                    "event wallet/deposited#1",
                    "event wallet/withdrawn#1",
                    "message command:errand/tick",
                    "message command:wallet/deposit",
                    "message command:wallet/touch",
                    "reminder command:errand/tick",
                    "snapshot errand/.snapshot unknown",
                    "snapshot wallet/.snapshot unknown");
            return true;
          });
    }
    assertThat(query("SELECT shape FROM event_catalogue WHERE manifest = 'wallet/deposited#1'"))
        .first()
        .asString()
        .contains("cents", "long");
  }

  @Test
  void aNameIsNotedInTheTransactionThatStoresTheFirstOfIt() throws Exception {
    try (PostgresNode node = node()) {
      node.wallet("acme", "a").ask(new Wallet.Deposit(1));
      node.wallet("acme", "b").ask(new Wallet.Deposit(2));
    }
    assertThat(
            query(
                "SELECT persistence_id || ' ' || (c.xmin::text = j.transaction_id::text)"
                    + " FROM event_catalogue c JOIN event_journal j USING (ordering)"))
        .containsExactly("wallet|acme:a true");
  }

  @Test
  void nodesThatStoreTheFirstOfManyNamesAtOnceNoteEachOnce() throws Exception {
    List<PostgresNode> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      nodes.add(node());
    }
    try {
      List<CompletableFuture<EntityReply>> replies = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        var wallet = nodes.get(i % 3).wallet("acme", "w-" + i);
        replies.add(wallet.send(new Wallet.Deposit(i + 1)));
        replies.add(wallet.send(new Wallet.Note("n")));
        replies.add(wallet.send(new Wallet.Withdraw(1)));
      }
      replies.forEach(TestNode::value);
    } finally {
      nodes.forEach(PostgresNode::close);
    }
    assertThat(query("SELECT manifest FROM event_catalogue WHERE store = 'event' ORDER BY 1"))
        .containsExactly("wallet/deposited#1", "wallet/noted#1", "wallet/withdrawn#1");
  }

  private static EvolutionSettings settings(int streams, int events) {
    return new EvolutionSettings(
        Gate.ENFORCE,
        streams,
        events,
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        Duration.ofHours(1),
        Set.of());
  }

  private EvolutionReport check(MessageTypes types, EvolutionSettings settings) throws Exception {
    return check(types, settings, new ArrayList<>());
  }

  private EvolutionReport check(
      MessageTypes types, EvolutionSettings settings, List<String> progress) throws Exception {
    try (EvolutionCheck check =
        EvolutionCheck.open(
            database,
            BuildTypes.of(types, serializer -> serializer == 20),
            PayloadCiphers.of(PayloadCipher.NONE),
            settings)) {
      return check.run(progress::add);
    }
  }

  private void store(String manifest, int from, int to) throws SQLException {
    Databases.execute(database, stored(manifest, from, to));
  }

  private static String stored(String manifest, int from, int to) {
    return """
    INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,
      event_ser_manifest, event_payload)
    SELECT 'old|acme:a', n, 'w', 4204201, '%s', '' FROM generate_series(%d, %d) n
    """
        .formatted(manifest, from, to);
  }

  @Test
  void aJournalThatIsOlderIsLookedThroughOncePieceByPiece() throws Exception {
    store("old/first#1", 1, 1);
    store("old/usual#1", 2, 120_000);
    Databases.execute(
        database,
        "UPDATE event_catalogue_fill SET until = (SELECT max(ordering) FROM event_journal)",
        "INSERT INTO reminder (persistence_id, name, schedule, catch_up, manifest, payload, due)"
            + " VALUES ('old|acme:a', 'n', 'once', 'skip', 'command:old/tick', '', now())");
    List<String> progress = new ArrayList<>();

    assertThat(check(ALL, settings(0, 0), progress).stops())
        .extracting(Finding::subject)
        .containsExactly("old/first#1", "old/usual#1", "command:old/tick");
    assertThat(progress)
        .hasSize(2)
        .first()
        .asString()
        .contains("not looked at for its catalogue, 70000 rows are left");
    assertThat(query(NAMES))
        .containsExactly(
            "event old/first#1 unknown",
            "event old/usual#1 unknown",
            "reminder command:old/tick unknown");
    progress.clear();
    check(ALL, settings(0, 0), progress);
    assertThat(progress).isEmpty();
  }

  @Test
  void whatANodeStoredThatKeepsNoCatalogueIsFoundAtTheEndOfTheJournal() throws Exception {
    assertThat(check(ALL, settings(0, 0)).passes()).isTrue();
    store("old/late#1", 1, 3);
    assertThat(check(ALL, settings(0, 0)).stops())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.subject()).isEqualTo("old/late#1");
          assertThat(found.reason())
              .startsWith("no entity type is called 'old', known: 'errand, wallet'");
        });
  }

  @Test
  void whatComesBetweenTwoLooksIsFoundHoweverMuchFollowedIt() throws Exception {
    assertThat(check(ALL, settings(0, 0)).passes()).isTrue();
    store("old/rare#1", 1, 1);
    store("wallet/deposited#1", 2, 120_000);
    List<String> progress = new ArrayList<>();
    assertThat(check(ALL, settings(0, 0), progress).stops())
        .extracting(Finding::subject)
        .containsExactly("old/rare#1");
    assertThat(progress).hasSize(2);
    assertThat(query("SELECT seen FROM event_catalogue_fill")).containsExactly("120000");
    progress.clear();
    check(ALL, settings(0, 0), progress);
    assertThat(progress).isEmpty();
  }

  @Test
  void whatIsCommittedAfterALaterRowWasLookedAtIsFoundTheNextTime() throws Exception {
    try (Connection slow = Databases.connect(database);
        Statement statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.execute(stored("old/slow#1", 1, 1));
      store("wallet/deposited#1", 2, 30_000);
      assertThat(check(ALL, settings(0, 0)).passes()).isTrue();
      slow.commit();
    }
    assertThat(check(ALL, settings(0, 0)).stops())
        .extracting(Finding::subject)
        .containsExactly("old/slow#1");
  }

  @Test
  void commandsThatWereAllSentStopNothing() throws Exception {
    try (PostgresNode node = node()) {
      tell(node, new Errand.Pay("w-1", 60));
    }
    Databases.execute(database, "UPDATE outbox SET manifest = 'command:wallet/gone'");
    Databases.execute(
        database,
        "INSERT INTO event_catalogue (store, serializer, manifest, digest, shape)"
            + " VALUES ('message', 4204201, 'command:wallet/gone', '', '')");
    assertThat(check(ALL, settings(0, 0)).stops())
        .extracting(Finding::subject)
        .containsExactly("command:wallet/gone");
    Databases.execute(database, "DELETE FROM outbox");
    assertThat(check(ALL, settings(0, 0)).passes()).isTrue();
  }

  @Test
  void whatPlainActorsStoreNeedsTheirSerializerAndNoMore() throws Exception {
    Databases.execute(
        database,
        """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,
          event_ser_manifest, event_payload)
        VALUES ('plain', 1, 'w', 20, '', ''), ('plain|acme:a', 1, 'w', 99, 'any thing', '')\
        """);
    assertThat(check(ALL, settings(5, 5)).stops())
        .singleElement()
        .extracting(Finding::sentence)
        .isEqualTo(
            "any thing: was written by serializer '99', which this build does not have; configure it");
  }

  @Test
  void streamsOfEveryTypeAndTenantAreReplayed() throws Exception {
    try (PostgresNode node = node()) {
      for (String tenant : List.of("acme", "globex", "initech")) {
        for (int i = 0; i < 4; i++) {
          node.wallet(tenant, "w-" + i).ask(new Wallet.Spread(List.of(1L, 2L, 3L)));
        }
      }
      tell(node, new Errand.Pay("w-1", 60));
    }
    EvolutionReport six = check(ALL, settings(6, 100));
    assertThat(six.passes()).isTrue();
    assertThat(six.streams()).isBetween(7, 8);
    assertThat(six.events()).isBetween(20L, 23L);
    EvolutionReport all = check(ALL, settings(100, 2));
    assertThat(all.streams()).isEqualTo(13);
    // Two from the beginning of each, and then those at the end, of which wallets have one more.
    assertThat(all.events()).isEqualTo(12 * 3 + 2);
    assertThat(all.unread()).isZero();
  }
}
