package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Broken;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Wallet.Balance;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.Wallet.Note;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Entities whose events and snapshots are sealed: what they know, and what spoils only them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedEntitiesIT {
  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private TestCipher cipher;
  private PostgresNode node;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void open() {
    database = server.settings().withSchema("sealed_" + ++tests).withPoolSize(6);
    Schema.migrate(database);
    cipher = new TestCipher();
    node =
        new PostgresNode(
            database,
            "troupe.entity { snapshot-every = 3, quarantine = 10m, restart.min-backoff = 20ms }",
            cipher);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private PostgresNode.Running stopped(String tenant, String id, int deposits) {
    var wallet = node.wallet(tenant, id);
    for (int i = 1; i <= deposits; i++) {
      assertThat(wallet.ask(new Deposit(1))).isEqualTo(new Balance(i));
    }
    node.kit.stop(wallet.ref);
    return wallet;
  }

  private String one(String sql) throws SQLException {
    return Databases.query(database, sql).getFirst();
  }

  private String sealedOf(String table, String tenant) throws SQLException {
    return one(
        "SELECT count(*) FILTER (WHERE key_number IS NOT NULL) || ' of ' || count(*) FROM %s WHERE tenant_id = '%s'"
            .formatted(table, tenant));
  }

  @Test
  void whatIsSealedIsReadAgain() throws Exception {
    stopped("acme", "a", 2);
    assertThat(node.wallet("acme", "a").ask(new GetBalance())).isEqualTo(new Balance(2));
    stopped("acme", "b", 7);
    node.kit
        .createTestProbe()
        .awaitAssert(() -> {
          assertThat(Databases.query(database, "SELECT DISTINCT key_number FROM snapshot"))
              .containsExactly("1");
          return true;
        });
    assertThat(sealedOf("event_journal", "acme")).isEqualTo("9 of 9");
    assertThat(node.wallet("acme", "b").ask(new GetBalance())).isEqualTo(new Balance(7));
  }

  @Test
  void nothingThatWasSaidIsInAnyColumn() throws Exception {
    var wallet = node.wallet("acme", "a");
    wallet.ask(new Note("a-marker-of-acme"));
    assertThat(one("SELECT count(*) FROM event_journal e WHERE e::text LIKE '%marker%'"))
        .isEqualTo("0");
    assertThat(
            one(
                "SELECT count(*) FROM event_journal WHERE position('marker' IN encode(event_payload, 'escape')) > 0"))
        .isEqualTo("0");
  }

  @Test
  void anOldKeyStillOpensWhatItSealed() throws Exception {
    var wallet = node.wallet("acme", "a");
    for (int key = 1; key <= 3; key++) {
      wallet.ask(new Deposit(10));
      cipher.rotate("acme");
    }
    wallet.ask(new Deposit(10));
    node.kit.stop(wallet.ref);
    assertThat(
            Databases.query(
                database, "SELECT key_number FROM event_journal ORDER BY sequence_number"))
        .containsExactly("1", "2", "3", "4");
    assertThat(node.wallet("acme", "a").ask(new GetBalance())).isEqualTo(new Balance(40));
  }

  @Test
  void twoPayloadsThatWereSwappedAreNotTakenForEachOther() throws Exception {
    stopped("acme", "a", 2);
    Databases.execute(
        database.asOwner(),
        """
        UPDATE event_journal e SET event_payload = o.event_payload FROM event_journal o
        WHERE e.persistence_id = o.persistence_id AND e.sequence_number = 3 - o.sequence_number\
        """);
    assertThat(TestNode.failure(node.wallet("acme", "a").send(new GetBalance())))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("event '1' of 'wallet|acme:a': can't be opened");
    assertThat(stopped("acme", "b", 1)).isNotNull();
  }

  @Test
  void aRowThatWasCopiedToAnotherTenantDoesNotOpenThere() throws Exception {
    stopped("acme", "a", 1);
    stopped("other", "a", 1);
    Databases.execute(
        database.asOwner(),
        """
        UPDATE event_journal e SET event_payload = o.event_payload FROM event_journal o
        WHERE e.tenant_id = 'other' AND o.tenant_id = 'acme'\
        """);
    assertThat(TestNode.failure(node.wallet("other", "a").send(new GetBalance())))
        .hasMessageContaining("event '1' of 'wallet|other:a': can't be opened");
    assertThat(node.wallet("acme", "a").ask(new GetBalance())).isEqualTo(new Balance(1));
  }

  @Test
  void aDestroyedKeyEndsItsTenantsEntitiesAndNoOthers() throws Exception {
    stopped("acme", "a", 4);
    stopped("other", "a", 1);
    var running = node.wallet("acme", "runs");
    assertThat(running.ask(new Deposit(1))).isEqualTo(new Balance(1));
    cipher.destroy("acme");
    assertThat(TestNode.failure(node.wallet("acme", "a").send(new GetBalance())))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("its keys were destroyed");
    assertThat(TestNode.failure(running.send(new Deposit(1))))
        .isInstanceOf(Broken.class)
        .hasMessageContaining("can't be sealed")
        .hasMessageContaining("its keys were destroyed");
    assertThat(node.wallet("other", "a").ask(new GetBalance())).isEqualTo(new Balance(1));
  }

  @Test
  void anEntityWhoseKeysAreGoneIsNotReadAgainAndAgain() throws Exception {
    stopped("acme", "a", 1);
    cipher.destroy("acme");
    assertThat(TestNode.failure(node.wallet("acme", "a").send(new GetBalance())))
        .hasMessageContaining("destroyed");
    Databases.execute(database.asOwner(), "DROP TABLE event_journal CASCADE");
    assertThat(TestNode.failure(node.wallet("acme", "a").send(new GetBalance())))
        .hasMessageContaining("destroyed");
  }

  @Test
  void keysThatAreAwayCostNothingButTime() throws Exception {
    stopped("acme", "a", 2);
    var fresh = node.wallet("acme", "fresh");
    assertThat(fresh.ask(new GetBalance())).isEqualTo(new Balance(0));
    cipher.away(true);
    assertThat(TestNode.failure(node.wallet("acme", "a").send(new GetBalance())))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("the keys are away");
    assertThat(TestNode.failure(fresh.send(new Deposit(5))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("the keys are away")
        .hasMessageContaining("nothing was done");
    cipher.away(false);
    assertThat(node.wallet("acme", "a").ask(new GetBalance())).isEqualTo(new Balance(2));
    assertThat(node.wallet("acme", "fresh").ask(new Deposit(5))).isEqualTo(new Balance(5));
  }

  @Test
  void whoWaitsForAKeyHoldsUpNobodyElse() throws Exception {
    var acme = node.wallet("acme", "a");
    var other = node.wallet("other", "a");
    assertThat(acme.ask(new GetBalance())).isEqualTo(new Balance(0));
    assertThat(other.ask(new Deposit(1))).isEqualTo(new Balance(1));
    CompletableFuture<Void> gate = cipher.hold("acme");
    CompletableFuture<EntityReply> first = acme.send(new Deposit(1));
    assertThat(other.ask(new Deposit(1))).isEqualTo(new Balance(2));
    assertThat(first).isNotDone();
    gate.complete(null);
    assertThat(TestNode.value(first)).isEqualTo(new Balance(1));
  }

  @Test
  void plainTextIsReadUntilItIsRefused() throws Exception {
    try (PostgresNode plain = new PostgresNode(database, "")) {
      var wallet = plain.wallet("acme", "a");
      assertThat(wallet.ask(new Deposit(3))).isEqualTo(new Balance(3));
    }
    assertThat(sealedOf("event_journal", "acme")).isEqualTo("0 of 1");
    var wallet = node.wallet("acme", "a");
    assertThat(wallet.ask(new Deposit(1))).isEqualTo(new Balance(4));
    assertThat(sealedOf("event_journal", "acme")).isEqualTo("1 of 2");
    node.kit.stop(wallet.ref);
    cipher.refusePlainText();
    assertThat(TestNode.failure(node.wallet("acme", "a").send(new GetBalance())))
        .hasMessageContaining("it is plain text, expected it sealed");
  }
}
