package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.feed.Feed;
import dev.troupe.persistence.feed.JournalCommits;
import dev.troupe.persistence.feed.Projection;
import dev.troupe.persistence.feed.SliceStatus;
import dev.troupe.persistence.feed.SliceStatus.State;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Account.Deposit;
import dev.troupe.sample.bank.Account.Deposited;
import dev.troupe.sample.bank.Account.Open;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A projection on one node that is only ever woken: it looks by itself once in an hour. */
class ProjectionsIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final String NAME = "deposits";
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      troupe.tenants.only-known = false
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.loglevel = WARNING
      troupe.projections.poll-interval = 1h
      troupe.projections.retry { min-backoff = 1ms, max-backoff = 5ms }
      """;

  private final BlockingQueue<Long> applied = new LinkedBlockingQueue<>();
  private EmbeddedPostgres server;
  private ActorSystem<Void> system;

  @BeforeEach
  void start(@TempDir Path directory) {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    DatabaseSettings database = server.settings();
    Schema.migrate(database);
    Config config =
        ConfigFactory.parseString(CONFIG)
            .withFallback(database.toConfig())
            .withFallback(
                ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf"))
            .withFallback(ConfigFactory.load());
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "projections",
            ActorSystemSetup.create(
                BootstrapSetup.create(config.resolve()),
                MessageSerializer.setup(MessageTypes.of(Account.TYPE))));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    Entities.on(system).host(Account.TYPE);
  }

  @AfterEach
  void stop() {
    ActorTestKit.shutdown(system);
    server.close();
  }

  private Projections runs() {
    Projection<Account.Event> projection =
        Projection.of(
                NAME,
                Feed.of(Account.Event.class),
                (connection, event) -> {
                  if (event.event() instanceof Deposited deposited) {
                    if (deposited.cents() == 13) {
                      throw new IllegalStateException("unlucky");
                    }
                    applied.add(deposited.cents());
                  }
                })
            .slices(2);
    return Projections.on(system).run(projection);
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void deposit(String id, long cents) throws Exception {
    var account = Entities.on(system).refFor(Account.TYPE, ACME, id);
    await(account.ask(new Open("ann")));
    await(account.ask(new Deposit(cents)));
    // The stock journal does not say it.
    JournalCommits.on(system).committed();
  }

  private List<SliceStatus> statusOnce(State state) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    List<SliceStatus> status = await(Projections.on(system).status(NAME));
    while (status.stream().noneMatch(each -> each.state() == state)) {
      assertThat(System.nanoTime()).as("%s", status).isLessThan(deadline);
      status = await(Projections.on(system).status(NAME));
    }
    return status;
  }

  @Test
  void isWokenByACommitHereAndByOneOnAnotherNode() throws Exception {
    runs();
    deposit("a-1", 1);
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
    deposit("a-2", 2);
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(2);
    // As another node does it: committed there, and said there.
    copyAs("account|acme:a-3", 2);
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void whatATransactionThatWakesNobodyHeldUpIsAppliedSoonAfterIt() throws Exception {
    runs();
    deposit("a-1", 1);
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
    DatabaseSettings database = server.settings();
    try (Connection older =
        DriverManager.getConnection(
            database.connectionUrl(), database.user(), database.password())) {
      older.setAutoCommit(false);
      older.createStatement().execute("SELECT pg_current_xact_id()");
      deposit("a-2", 2);
      assertThat(applied).isEmpty();
      older.commit();
    }
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(2);
  }

  private void copyAs(String id, int cents) throws SQLException {
    DatabaseSettings database = server.settings();
    try (Connection other =
            DriverManager.getConnection(
                database.connectionUrl(), database.user(), database.password());
        var statement = other.createStatement()) {
      statement.execute(
          "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
              + " event_ser_manifest, event_payload) SELECT '%s', 1, 'other', event_ser_id,"
                  .formatted(id)
              + " event_ser_manifest, event_payload FROM event_journal"
              + " WHERE persistence_id = 'account|acme:a-%d' AND sequence_number = 2"
                  .formatted(cents));
      statement.execute("SELECT pg_notify('troupe_feed', 'troupe EVENTS other')");
    }
  }

  @Test
  void isPausedResumedAndRewoundWithoutWaitingForAPoll() throws Exception {
    runs();
    deposit("a-1", 1);
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
    // @start region="operate"
    Projections projections = Projections.on(system);
    await(projections.pause(NAME));
    List<SliceStatus> slices = await(projections.status(NAME));
    // @end
    assertThat(slices).extracting(SliceStatus::state).containsOnly(State.PAUSED);
    deposit("a-2", 2);
    assertThat(await(projections.status(NAME)))
        .hasSize(2)
        .allSatisfy(status -> assertThat(status.state()).isEqualTo(State.PAUSED));
    assertThat(
            await(projections.status(NAME)).stream().mapToLong(each -> each.lag().events()).sum())
        .isEqualTo(2);
    assertThat(applied).isEmpty();
    await(projections.resume(NAME));
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(2);
    await(projections.rewind(NAME));
    assertThat(List.of(applied.poll(60, TimeUnit.SECONDS), applied.poll(60, TimeUnit.SECONDS)))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void aSliceThatFailsSaysWhyAndTheOthersGoOn() throws Exception {
    Projections projections = runs();
    deposit("a-1", 13);
    SliceStatus failed =
        statusOnce(State.FAILED).stream()
            .filter(each -> each.state() == State.FAILED)
            .findFirst()
            .orElseThrow();
    assertThat(failed.reason()).contains("acme:a-1").contains("unlucky");
    assertThat(failed.lag().events()).isEqualTo(1);
    assertThat(failed.node()).startsWith("pekko://projections@");
    await(projections.skip(NAME));
    deposit("a-1b", 5);
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(5);
  }

  @Test
  void refusesANameThatItDoesNotRun() throws Exception {
    assertThatThrownBy(() -> await(Projections.on(system).pause("nothing")))
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("projection 'nothing': is not run by this node, which runs []");
    runs();
    assertThatThrownBy(this::runs).hasMessageContaining("runs on this node already");
    // A node that stops while its shards are only starting waits for them as long as Pekko's
    // shutdown phase lets it, which is longer than this test's stop does.
    deposit("a-1", 1);
    assertThat(applied.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
  }
}
