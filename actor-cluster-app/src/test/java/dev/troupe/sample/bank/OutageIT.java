package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.EmbeddedPostgres.StopMode;
import dev.troupe.sample.bank.BankClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Two clusters on one database, which is killed and frozen under load: nothing lost or doubled. */
class OutageIT {
  private static final int ACCOUNTS = 24;
  private static final int CLIENTS = 16;
  private static final Duration FROZEN = Duration.ofSeconds(20);

  private final AtomicLongArray cents = new AtomicLongArray(ACCOUNTS);
  private final AtomicInteger deposits = new AtomicInteger();
  private final AtomicBoolean isOver = new AtomicBoolean();

  @Test
  void neitherACrashNorAFreezeOfTheDatabaseLosesOrDoublesADeposit() throws Exception {
    try (TestCluster one = TestCluster.start(1, BankApp.class);
        TestCluster two = TestCluster.startOn(one.database(), 1, BankApp.class, Map.of());
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      BankClient both = new BankClient(() -> List.of(one.node(1).url(), two.node(1).url()));
      for (int i = 0; i < ACCOUNTS; i++) {
        both.send("acme", "a-" + i, "open", "{\"owner\":\"ann\"}", "open");
      }
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(i);
        running.add(clients.submit(() -> deposit(both, random)));
      }
      awaitMoreDeposits(300);

      one.server().stop(StopMode.IMMEDIATE);
      one.server().start();
      System.out.printf("served %d ms after the database was killed and back%n", awaitService());
      awaitMoreDeposits(300);

      signal(one.server(), "STOP");
      LockSupport.parkNanos(FROZEN.toNanos());
      signal(one.server(), "CONT");
      System.out.printf("served %d ms after the database was frozen and back%n", awaitService());
      awaitMoreDeposits(300);

      isOver.set(true);
      for (Future<?> each : running) {
        each.get(2, TimeUnit.MINUTES);
      }
      one.node(1).stop();
      two.node(1).stop();
      assertThat(journal(one)).isEqualTo(deposits.get());
      everyBalanceIsWhatWasAcknowledged(one, both);
    }
  }

  private void deposit(BankClient both, Random random) {
    while (!isOver.get()) {
      int account = random.nextInt(ACCOUNTS);
      long amount = 1L + random.nextInt(1000);
      Answer answer =
          both.send(
              "acme",
              "a-" + account,
              "deposit",
              "{\"cents\":%d}".formatted(amount),
              UUID.randomUUID().toString());
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      cents.addAndGet(account, amount);
      deposits.incrementAndGet();
    }
  }

  private void awaitMoreDeposits(int more) {
    int goal = deposits.get() + more;
    CrashPointsIT.await(more + " more deposits", () -> deposits.get() >= goal);
  }

  /** How long it takes until deposits are acknowledged again, in milliseconds. */
  private long awaitService() {
    long start = System.nanoTime();
    awaitMoreDeposits(CLIENTS + 1); // More than may have been under way before.
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static void signal(EmbeddedPostgres server, String name) throws Exception {
    ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    command.add(String.valueOf(postmaster.pid()));
    postmaster.descendants().forEach(each -> command.add(String.valueOf(each.pid())));
    new ProcessBuilder(command).start().waitFor();
  }

  private static int journal(TestCluster cluster) throws Exception {
    String count =
        "SELECT count(*) FROM event_journal WHERE event_ser_manifest = 'account/deposited#1'";
    try (var connection = cluster.connect();
        var rows = connection.createStatement().executeQuery(count)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private void everyBalanceIsWhatWasAcknowledged(TestCluster stopped, BankClient client)
      throws IOException {
    try (TestCluster fresh = TestCluster.startOn(stopped.database(), 1, BankApp.class, Map.of())) {
      URI node = fresh.node(1).url();
      for (int i = 0; i < ACCOUNTS; i++) {
        assertThat(client.balance(node, "acme", "a-" + i))
            .isEqualTo(new Answer(200, "{\"cents\":%d}".formatted(cents.get(i))));
      }
    }
  }
}
