package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Broken;
import dev.troupe.model.Reply;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Wallet.Balance;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.GetBalance;
import dev.troupe.persistence.Wallet.Spread;
import dev.troupe.persistence.Wallet.Withdraw;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Entities on the journal: what their callers are told, and what they know afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EntitiesOnPostgresIT {
  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private PostgresNode node;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
  }

  @BeforeEach
  void open() {
    database = server.settings().withSchema("entities_" + ++tests).withPoolSize(6);
    Schema.migrate(database);
    node =
        new PostgresNode(
            database,
            """
            troupe.journal.queue.rows-per-tenant = 20
            troupe.entity.restart { min-backoff = 20ms, max-backoff = 100ms, max-restarts = 1000 }
            """);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void whileInsertsWait(Callable<?> story) throws Exception {
    try (Connection lock = Databases.connect(database.asOwner());
        var statement = lock.createStatement()) {
      lock.setAutoCommit(false);
      statement.execute("LOCK TABLE event_journal IN SHARE MODE");
      story.call();
      lock.commit();
    }
  }

  private void awaitWaiting() {
    node.kit
        .createTestProbe()
        .awaitAssert(() -> {
          assertThat(
                  Databases.query(
                      database,
                      "SELECT 1 FROM pg_locks WHERE NOT granted AND relation ="
                          + " 'event_journal'::regclass"))
              .isNotEmpty();
          return true;
        });
  }

  @Test
  void whatTheDatabaseRefusesConcernsItsEntityAlone() throws Exception {
    Databases.execute(
        database.asOwner(),
        "ALTER TABLE event_journal ADD CHECK (persistence_id NOT LIKE '%bad%' OR sequence_number < 2)");
    List<PostgresNode.Running> wallets = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      wallets.add(node.wallet("acme", (i == 3 || i == 17 ? "bad-" : "good-") + i));
    }
    wallets.forEach(wallet -> assertThat(wallet.ask(new Deposit(1))).isEqualTo(new Balance(1)));
    List<CompletableFuture<EntityReply>> answers = new ArrayList<>();
    whileInsertsWait(() -> {
      wallets.forEach(wallet -> answers.add(wallet.send(new Spread(List.of(1L)))));
      return null;
    });
    for (int i = 0; i < wallets.size(); i++) {
      if (i == 3 || i == 17) {
        assertThat(TestNode.failure(answers.get(i)))
            .isInstanceOf(Broken.class)
            .hasMessageContaining("the events were refused")
            .hasMessageContaining("check constraint");
        node.kit.createTestProbe().expectTerminated(wallets.get(i).ref);
        assertThat(node.wallet("acme", "bad-" + i).ask(new GetBalance())).isEqualTo(new Balance(1));
      } else {
        assertThat(TestNode.value(answers.get(i))).isEqualTo(new Balance(2));
        assertThat(wallets.get(i).ask(new Deposit(1))).isEqualTo(new Balance(3));
      }
    }
  }

  @Test
  void anEntityThatRanTwiceReadsWhatTheOtherWroteAndGoesOn() throws Exception {
    var first = node.wallet("acme", "twice");
    assertThat(first.ask(new Deposit(5))).isEqualTo(new Balance(5));
    var second = node.wallet("acme", "twice");
    assertThat(second.ask(new Deposit(7))).isEqualTo(new Balance(12));
    assertThat(TestNode.failure(first.send(new Deposit(1), "id-1")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("another writer")
        .hasMessageContaining("send it again with the same command id");
    node.kit.createTestProbe().expectTerminated(first.ref);
    node.kit.stop(second.ref);
    var next = node.wallet("acme", "twice");
    assertThat(TestNode.value(next.send(new Deposit(1), "id-1"))).isEqualTo(new Balance(13));
  }

  @Test
  void whoseMessageIsRejectedIsToldInTheEntryOfTheRejection() throws Exception {
    String put =
        "INSERT INTO outbox (id, persistence_id, slice, receiver_type, receiver, manifest, payload,"
            + " rejected_manifest, rejected_payload) VALUES"
            + " (7, 'wallet|acme:giver', 1, 'wallet', 'acme:poor', 'command:wallet/withdraw', '',"
            + " 'command:wallet/touch', '\\x07')";
    Databases.execute(database, put);
    var poor = node.wallet("acme", "poor");
    for (int i = 0; i < 2; i++) {
      EntityReply answer =
          TestNode.join(poor.deliver(new Withdraw(5), new Delivery.OfMessage(7, 1)));
      assertThat(((EntityReply.Answered) answer).reply()).isInstanceOf(Reply.Rejected.class);
      assertThat(
              Databases.query(
                  database,
                  "SELECT concat_ws(' ', persistence_id, receiver_type, receiver, manifest)"
                      + " FROM outbox"))
          .containsExactly("wallet|acme:poor wallet acme:giver command:wallet/touch");
    }
    assertThat(Databases.query(database, "SELECT persistence_id FROM event_journal"))
        .containsExactly("wallet|acme:poor");
  }

  @Test
  void aFullQueueThrottlesItsTenantAndCostsNoEntityItsMemory() throws Exception {
    List<PostgresNode.Running> noisy = new ArrayList<>();
    for (int i = 0; i <= 20; i++) {
      noisy.add(node.wallet("noisy", "w-" + i));
      assertThat(noisy.getLast().ask(new Deposit(1))).isEqualTo(new Balance(1));
    }
    var quiet = node.wallet("quiet", "w-1");
    assertThat(quiet.ask(new GetBalance())).isEqualTo(new Balance(0));
    List<CompletableFuture<EntityReply>> answers = new ArrayList<>();
    List<CompletableFuture<EntityReply>> others = new ArrayList<>();
    whileInsertsWait(() -> {
      noisy.subList(0, 20).forEach(wallet -> answers.add(wallet.send(new Deposit(1))));
      awaitWaiting();
      assertThat(throttled(noisy.get(20)))
          .hasMessage(
              "tenant noisy is at its limit 'troupe.journal.queue.rows-per-tenant' of 20; send it again later");
      assertThat(noisy.get(20).ask(new GetBalance())).isEqualTo(new Balance(1));
      others.add(quiet.send(new Deposit(1)));
      return null;
    });
    for (var answer : answers) {
      assertThat(TestNode.value(answer)).isEqualTo(new Balance(2));
    }
    assertThat(TestNode.value(others.getFirst())).isEqualTo(new Balance(1));
    assertThat(noisy.get(20).ask(new Deposit(1))).isEqualTo(new Balance(2));
  }

  /** How a write of more rows than there is room for beside a single other one is answered. */
  private static Throwable throttled(PostgresNode.Running wallet) {
    return TestNode.failure(wallet.send(new Spread(Collections.nCopies(20, 1L))));
  }

  @Test
  void whatWasAcknowledgedOutlivesTheServer() throws Exception {
    int wallets = 20;
    int deposits = 60;
    ExecutorService callers = Executors.newFixedThreadPool(wallets);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < wallets; i++) {
        var wallet = node.wallet("tenant-" + i % 3, "w-" + i);
        running.add(callers.submit(() -> depositAll(wallet, deposits)));
      }
      awaitEvents(wallets * deposits / 6);
      server.stop(EmbeddedPostgres.StopMode.IMMEDIATE);
      server.start();
      awaitEvents(wallets * deposits / 2);
      server.stop(EmbeddedPostgres.StopMode.IMMEDIATE);
      server.start();
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(
            Databases.query(
                database,
                "SELECT DISTINCT concat_ws(' ', count(*), max(sequence_number))"
                    + " FROM event_journal GROUP BY persistence_id"))
        .containsExactly(deposits + " " + deposits);
    for (int i = 0; i < wallets; i++) {
      assertThat(node.wallet("tenant-" + i % 3, "w-" + i).ask(new GetBalance()))
          .isEqualTo(new Balance(deposits));
    }
  }

  /** Sends each until it is answered, always with the same id. */
  private static void depositAll(PostgresNode.Running wallet, int deposits) {
    for (int i = 1; i <= deposits; i++) {
      Object answer;
      do {
        answer = TestNode.value(wallet.send(new Deposit(1), "id-" + i));
      } while (answer instanceof EntityReply.Failed);
      assertThat(answer).isEqualTo(new Balance(i));
    }
  }

  private void awaitEvents(int least) throws Exception {
    node.kit
        .createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(30),
            () -> {
              assertThat(
                      Databases.query(
                          database, "SELECT count(*) >= %d FROM event_journal".formatted(least)))
                  .containsExactly("t");
              return true;
            });
  }
}
