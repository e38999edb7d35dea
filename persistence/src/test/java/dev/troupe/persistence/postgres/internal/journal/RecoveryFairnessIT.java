package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.Systems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who recovers when: a tenant that starts many entities cold, and one that then starts a few. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryFairnessIT {
  private static final int MANY = 3_000;
  private static final int FEW = 20;

  private EmbeddedPostgres server;
  private DatabaseSettings settings;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server = Databases.in(directory).start();
    settings = server.settings();
    Schema.migrate(settings);
    Databases.execute(
        settings,
        """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,
          adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
        SELECT 't|' || tenant || ':' || i, n, 'w', 1, '', 20, '', convert_to('x', 'UTF8')
        FROM unnest(ARRAY['greedy', 'modest']) tenant, generate_series(1, %d) i,
          generate_series(1, 3) n\
        """
            .formatted(MANY));
    Databases.execute(settings.asOwner(), "VACUUM ANALYZE event_journal");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aFewRecoveriesAreNotBehindThoseOfAnotherTenant() throws Exception {
    List<String> order = recoverAll("");
    assertThat(order).hasSize(MANY + FEW);
    // In turns, each of the few has at most some of the many before it; all of them would be 3,000.
    assertThat(positions(order).getLast()).isLessThan(MANY / 4);
  }

  @Test
  void behindPekkosPermitsTheyAre() throws Exception {
    List<String> order = recoverAll("pekko.persistence.max-concurrent-recoveries = 20");
    assertThat(positions(order).getFirst()).isGreaterThan(MANY / 2);
  }

  private static List<Integer> positions(List<String> order) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      if (order.get(i).startsWith("t|modest")) {
        positions.add(i);
      }
    }
    assertThat(positions).hasSize(FEW);
    return positions;
  }

  /** No statement gets through until all of the many, and then all of the few, have asked. */
  private List<String> recoverAll(String overrides) throws Exception {
    Config patient =
        ConfigFactory.parseString(
            """
            troupe.journal.read.max-wait = 1h
            jdbc-journal.circuit-breaker.call-timeout = 1h
            jdbc-snapshot-store.circuit-breaker.call-timeout = 1h
            """);
    ActorTestKit kit =
        ActorTestKit.create(
            "fairness",
            ConfigFactory.parseString(overrides)
                .withFallback(patient)
                .withFallback(Systems.config(settings)));
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    try (var connection = Databases.connect(settings.asOwner());
        var lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock.execute("LOCK TABLE snapshot IN ACCESS EXCLUSIVE MODE");
      FairExecutor executor = JournalReads.on(kit.system().classicSystem()).executor();
      boolean isLimited = !overrides.isEmpty();
      start(kit, "greedy", MANY, order);
      await(() -> executor.waiting("greedy") >= (isLimited ? 20 : MANY) - 4);
      start(kit, "modest", FEW, order);
      await(() -> isLimited || executor.waiting("modest") == FEW);
      connection.rollback();
      await(() -> order.size() == MANY + FEW);
    } finally {
      kit.shutdownTestKit();
    }
    return List.copyOf(order);
  }

  private static void start(ActorTestKit kit, String tenant, int entities, List<String> order) {
    for (int i = 1; i <= entities; i++) {
      kit.spawn(new Recovering("t|" + tenant + ":" + i, order));
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("did not come about in a minute");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Notes when it has recovered. */
  private static final class Recovering extends EventSourcedBehavior<String, String, String> {
    private final List<String> order;

    private Recovering(String id, List<String> order) {
      super(PersistenceId.ofUniqueId(id));
      this.order = order;
    }

    @Override
    public String emptyState() {
      return "";
    }

    @Override
    public CommandHandler<String, String, String> commandHandler() {
      return (state, command) -> Effect().none();
    }

    @Override
    public EventHandler<String, String> eventHandler() {
      return (state, event) -> event;
    }

    @Override
    public SignalHandler<String> signalHandler() {
      return newSignalHandlerBuilder()
          .onSignal(RecoveryCompleted.instance(), state -> order.add(persistenceId().id()))
          .build();
    }
  }
}
