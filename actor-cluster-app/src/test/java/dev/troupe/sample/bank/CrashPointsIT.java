package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.persistence.internal.CrashPoint;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that dies between any two steps leaves nothing undone and nothing done twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashPointsIT {
  private static final int HALTED = 137;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private EmbeddedPostgres server;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = EmbeddedPostgres.in(directory).port(0).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /**
   * How often a point is passed before the node dies there, so that it is in the middle of work.
   */
  private static int passes(CrashPoint point) {
    return switch (point) {
      case BATCH_TAKEN, STATEMENT_SENT, BEFORE_COMMIT, COMMITTED -> 25;
      case REPLIED, OUTBOX_READ -> 40;
      case MESSAGE_DELIVERED, MESSAGE_ACKNOWLEDGED -> 20;
      case REMINDER_CLAIMED, REMINDER_FIRED, PROJECTION_HANDLED, OFFSET_COMMITTED -> 5;
      // Of erasing a tenant.
      default -> throw new IllegalArgumentException(point.name());
    };
  }

  @ParameterizedTest
  @EnumSource(value = CrashPoint.class, to = "OFFSET_COMMITTED")
  void losesNothingAndRepeatsNothing(CrashPoint point) throws Exception {
    DatabaseSettings database =
        server.settings().withSchema("crash_" + point.name().toLowerCase(Locale.ROOT));
    AtomicReference<TestCluster> cluster = new AtomicReference<>();
    BankClient client = new BankClient(() -> List.of(cluster.get().node(1).url()));
    BankDay day = new BankDay("acme", client, new Random(point.name().length()));
    String halt = "-D%s=%s:%d".formatted(CrashPoint.PROPERTY, point, passes(point));
    try (TestCluster doomed =
        TestCluster.startOn(database, 1, AlarmedBankApp.class, Map.of("JDK_JAVA_OPTIONS", halt))) {
      cluster.set(doomed);
      CompletableFuture<Void> load = CompletableFuture.runAsync(() -> live(day));
      await("its end at " + point, () -> !doomed.node(1).isAlive());
      assertThat(doomed.node(1).stop()).as("exit code").isEqualTo(HALTED);
      try (TestCluster next = TestCluster.startOn(database, 1, AlarmedBankApp.class, Map.of())) {
        cluster.set(next);
        load.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await("the end of the day", day::isOver);
        assertThat(day.cents()).isEqualTo(day.expectedCents());
        assertThat(day.cents().values().stream().mapToLong(cents -> cents).sum())
            .isEqualTo(BankDay.total());
        await("the projection", () -> day.projectedCents().equals(day.cents()));
      }
    }
  }

  static void live(BankDay day) {
    try {
      day.live();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited in vain for %s", what).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
