package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Done;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.Slices;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxStore;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A deliverer on a database, with receivers that answer, or do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxDelivererIT {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final ActorTestKit kit = ActorTestKit.create();
  private final ExecutorService blocking = Executors.newFixedThreadPool(4);
  private final ConcurrentLinkedQueue<Waiting> sent = new ConcurrentLinkedQueue<>();
  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private OutboxStore store;
  private FeedWakeup wakeup;
  private int tests;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = EmbeddedPostgres.in(directory).port(0).start();
  }

  @BeforeEach
  void open() {
    sent.clear();
    database = server.settings().withSchema("deliverer_" + ++tests);
    Schema.migrate(database);
    store = OutboxStore.open(database, 4);
    wakeup = FeedWakeup.start(database, Duration.ofMillis(10));
  }

  @AfterEach
  void close() {
    wakeup.close();
    store.close();
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
    blocking.close();
    server.close();
  }

  /** Runs a deliverer of all slices until this holds. */
  private void deliver(String settings, BooleanSupplier until) {
    OutboxSettings all =
        OutboxSamples.settings(settings + ", patience = " + PATIENCE.toMillis() + "ms");
    OutboxWork work =
        new OutboxWork(
            new OutboxWork.Slices(0, 255),
            all,
            store,
            new DatabaseCalls("outbox", blocking),
            wakeup,
            this::send);
    var deliverer = kit.spawn(OutboxDeliverer.create(work));
    kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(30),
            () -> {
              assertThat(until.getAsBoolean()).isTrue();
              return true;
            });
    kit.stop(deliverer);
  }

  /** Receivers are deaf or mute, or strange to this build, or do what they are told. */
  private CompletionStage<EntityReply> send(Waiting message) {
    sent.add(message);
    String receiver = message.receiver().id();
    if (receiver.startsWith("mute")) {
      return new CompletableFuture<>();
    }
    if (receiver.startsWith("deaf")) {
      return new CompletableFuture<EntityReply>()
          .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (receiver.startsWith("strange")) {
      return CompletableFuture.failedStage(new UnreadableMessage("of the next version"));
    }
    return CompletableFuture.supplyAsync(() -> apply(message), blocking);
  }

  private EntityReply apply(Waiting message) {
    execute("DELETE FROM outbox WHERE id = " + message.delivery().row());
    return new EntityReply.Answered("account", "deposit", new Reply.Accepted<>(Done.DONE));
  }

  private void execute(String sql) {
    try (Connection connection =
            DriverManager.getConnection(
                database.connectionUrl(), database.user(), database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One or more messages; their number is put into the names, where they have a place for it. */
  private void enqueue(String tenant, String sender, String receiver, int messages) {
    List<String> rows = new ArrayList<>();
    for (int i = 1; i <= messages; i++) {
      String id = "giver|%s:%s".formatted(tenant, sender.formatted(i));
      rows.add(
          "('%s', %d, 'account', '%s:%s', 'command:account/deposit', '\\x01')"
              .formatted(id, Slices.of(id), tenant, receiver.formatted(i)));
    }
    execute(
        "INSERT INTO outbox (persistence_id, slice, receiver_type, receiver, manifest, payload)"
            + " VALUES "
            + String.join(",", rows));
  }

  private long sentTo(String receiver) {
    return sent.stream().filter(each -> each.receiver().id().startsWith(receiver)).count();
  }

  @Test
  void aReceiverThatDoesNotAnswerHoldsUpNobodyElse() {
    enqueue("acme", "g-%d", "deaf", 2000);
    enqueue("acme", "well-%d", "a-1", 20);
    deliver("poll-interval = 50ms, in-flight-per-tenant = 20", () -> sentTo("a-1") == 20);
    assertThat(sentTo("deaf")).as("tries of one receiver, those at the same time").isLessThan(60);
  }

  @Test
  void whatATenantCannotDeliverLeavesRoomForTheOthers() {
    for (int tenant = 0; tenant < 3; tenant++) {
      enqueue("stuck-" + tenant, "g-%d", "mute-%d", 500);
    }
    enqueue("well", "g-%d", "a-1", 20);
    deliver("poll-interval = 50ms, in-flight = 32", () -> sentTo("a-1") == 20);
    assertThat(sentTo("mute")).isBetween(15L, 31L);
  }

  @Test
  void aBacklogIsDeliveredInOrderWithoutWaitingForAPoll() {
    enqueue("acme", "busy", "a-1", 500);
    enqueue("acme", "g-%d", "a-2", 5);
    deliver("poll-interval = 1h", () -> sent.size() == 505);
    assertThat(sent)
        .filteredOn(each -> each.receiver().id().equals("a-1"))
        .extracting(each -> each.delivery().row())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
  }

  @Test
  void senderAfterSenderHasItsTurnWhereMoreWaitThanThereIsRoomFor() {
    for (int sender = 0; sender < 8; sender++) {
      enqueue("acme", "busy-" + sender, "a-" + sender, 1000);
    }
    enqueue("acme", "last-%d", "b", 8);
    deliver("poll-interval = 50ms, in-flight-per-tenant = 2", () -> sentTo("b") == 8);
    assertThat(sentTo("a")).isLessThan(4000);
  }

  @Test
  void whatThisBuildCannotReadIsParkedInTheEndAndTheNextGoesOn() throws Exception {
    enqueue("acme", "g", "strange", 1);
    enqueue("acme", "g", "a-1", 1);
    deliver(
        "poll-interval = 20ms, min-backoff = 10ms, max-backoff = 20ms, most-attempts = 3",
        () -> sentTo("a-1") == 1);
    assertThat(sent).extracting(each -> each.delivery().attempt()).containsExactly(1, 2, 3, 1);
    var parked = store.parked(TenantId.of("acme"), 0, 10);
    assertThat(parked).hasSize(1);
    assertThat(parked.getFirst().tries()).isEqualTo(3);
    assertThat(parked.getFirst().reason()).isEqualTo("unreadable: of the next version");
  }
}
