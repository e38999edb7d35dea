package dev.troupe.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.Reply;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EventSourcedBehaviors;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.Wallet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.journal.EventSeq;
import org.apache.pekko.persistence.journal.ReadEventAdapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An entity of 100,000 events, and a database that breaks while they are read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryFaultsIT {
  private static final int EVENTS = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private EmbeddedPostgres server;
  private DatabaseSettings settings;

  @BeforeAll
  void storeAWalletWithOneCentPerEvent(@TempDir Path directory) throws Exception {
    server = Databases.in(directory).start();
    settings = server.settings();
    Schema.migrate(settings);
    try (Node node = new Node()) {
      assertThat(node.ask(new Wallet.Deposit(1))).isEqualTo(new Wallet.Balance(1));
    }
    Databases.execute(
        settings,
        """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,
          adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
        SELECT persistence_id, n, writer, write_timestamp, adapter_manifest, event_ser_id,
          event_ser_manifest, event_payload
        FROM event_journal, generate_series(2, %d) n WHERE persistence_id = 'wallet|acme:long'\
        """
            .formatted(EVENTS));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void readAllOfItWithoutWaiting() throws Exception {
    Gate.reset(0);
    Databases.execute(settings, "DELETE FROM snapshot");
  }

  @Test
  void allEventsOfALongHistoryCount() throws Exception {
    try (Node node = new Node()) {
      assertThat(node.ask(new Wallet.GetBalance())).isEqualTo(new Wallet.Balance(EVENTS));
      assertThat(Gate.READ).hasValue(EVENTS);
    }
  }

  @Test
  void anEntityWhoseConnectionIsKilledInTheMiddleReadsAgain() throws Exception {
    breaksInTheMiddle(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE wait_event_type = 'Lock' AND query LIKE '%event_journal%'");
  }

  @Test
  void anEntityWhoseStatementTakesTooLongReadsAgain() throws Exception {
    breaksInTheMiddle(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
            + " WHERE wait_event_type = 'Lock' AND query LIKE '%event_journal%'");
  }

  /** Holds the replay in its first batch, then the database, which then gives up. */
  private void breaksInTheMiddle(String fault) throws Exception {
    Gate.reset(10);
    try (Node node = new Node();
        var connection = Databases.connect(settings.asOwner());
        var lock = connection.createStatement()) {
      CompletableFuture<Object> balance = node.send(new Wallet.GetBalance());
      assertThat(Gate.reached.await(60, TimeUnit.SECONDS)).isTrue();
      connection.setAutoCommit(false);
      lock.execute("LOCK TABLE event_journal IN ACCESS EXCLUSIVE MODE");
      Gate.open.countDown();
      await(fault);
      connection.rollback();
      assertThat(balance.get(60, TimeUnit.SECONDS)).isEqualTo(new Wallet.Balance(EVENTS));
      assertThat(Gate.READ.get()).as("read in vain, and again").isGreaterThan(EVENTS + 10);
    }
  }

  private void await(String query) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (List<String> rows = List.of(); rows.isEmpty(); rows = Databases.query(settings, query)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("nothing waits for the lock");
      }
    }
  }

  /** An actor system in which the wallet runs. */
  private final class Node implements AutoCloseable {
    private final ActorTestKit kit;
    private final ActorRef<EntityEnvelope> wallet;

    private Node() {
      String gate = Gate.class.getName();
      Config config =
          ConfigFactory.parseString(
                  """
                  jdbc-journal.event-adapters.gate = "%s"
                  jdbc-journal.event-adapter-bindings."%s" = gate
                  """
                      .formatted(gate, JournalEntry.class.getName()))
              .withFallback(Systems.config(settings));
      kit =
          ActorTestKit.create(
              ActorSystem.create(
                  Behaviors.empty(),
                  "faults",
                  ActorSystemSetup.create(
                      BootstrapSetup.create(config),
                      MessageSerializer.setup(MessageTypes.of(Wallet.TYPE)))));
      wallet = kit.spawn(EventSourcedBehaviors.create(Wallet.TYPE, Wallet.key("long")));
    }

    private CompletableFuture<Object> send(EntityCommand<Wallet, ?> command) {
      return AskPattern.<EntityEnvelope, EntityReply>ask(
              wallet,
              replyTo ->
                  EntityEnvelope.of("wallet", Wallet.key("long"), command, PATIENCE, replyTo),
              PATIENCE,
              kit.system().scheduler())
          .toCompletableFuture()
          .thenApply(reply ->
              reply instanceof EntityReply.Answered answered
                      && answered.reply() instanceof Reply.Accepted<?> accepted
                  ? accepted.value()
                  : reply);
    }

    private Object ask(EntityCommand<Wallet, ?> command) throws Exception {
      return send(command).get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      kit.shutdownTestKit();
    }
  }

  /** Counts the events that are read, and holds the reader at one of them. */
  public static final class Gate implements ReadEventAdapter {
    private static final AtomicInteger READ = new AtomicInteger();
    private static volatile CountDownLatch reached = new CountDownLatch(1);
    private static volatile CountDownLatch open = new CountDownLatch(1);
    private static volatile int holdsAt;

    private static void reset(int event) {
      READ.set(0);
      reached = new CountDownLatch(1);
      open = new CountDownLatch(1);
      holdsAt = event;
    }

    @Override
    public EventSeq fromJournal(Object event, String manifest) {
      if (READ.incrementAndGet() == holdsAt) {
        reached.countDown();
        try {
          assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return EventSeq.single(event);
    }
  }
}
