package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.persistence.postgres.EmbeddedPostgres.StopMode;
import dev.troupe.sample.bank.BankClient.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** The promise of the whole: no crash loses or repeats an acknowledged command. */
@Cluster(nodes = 3, app = BankApp.class)
class CrashIT {
  private static final List<String> TENANTS = List.of("acme", "globex", "initech");
  private static final int ACCOUNTS_PER_TENANT = 100;
  private static final int CLIENTS = 60;
  private static final int DEPOSITS_PER_CLIENT = 100;
  private static final int ALL = CLIENTS * DEPOSITS_PER_CLIENT;

  private final Map<String, LongAdder> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger done = new AtomicInteger();
  private final CountDownLatch third = new CountDownLatch(ALL / 3);
  private final CountDownLatch twoThirds = new CountDownLatch(2 * ALL / 3);

  @Test
  void noCrashLosesOrRepeatsADeposit(TestCluster cluster) throws Exception {
    BankClient client = new BankClient(() -> urls(cluster));
    openAll(client);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        long seed = i;
        running.add(clients.submit(() -> depositMany(client, new Random(seed))));
      }
      assertThat(third.await(5, TimeUnit.MINUTES)).as("a third of the deposits").isTrue();
      cluster.node(3).kill();
      assertThat(twoThirds.await(5, TimeUnit.MINUTES)).as("two thirds").isTrue();
      cluster.server().stop(StopMode.IMMEDIATE);
      cluster.server().start();
      for (Future<?> each : running) {
        each.get(5, TimeUnit.MINUTES);
      }
    }
    cluster.node(3).startAgain();
    cluster.awaitReady();

    assertThat(done.get()).isEqualTo(ALL);
    for (TestNode node : cluster.nodes()) {
      everyBalanceIsWhatWasAcknowledged(client, node.url());
    }
    everyDepositIsInTheJournalOnce(cluster);
    noStreamHasAGap(cluster);
    noTenantSeesWhatIsAnothers(client, cluster);
  }

  private static List<URI> urls(TestCluster cluster) {
    return cluster.nodes().stream().filter(TestNode::isAlive).map(TestNode::url).toList();
  }

  private static void openAll(BankClient client) throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> opening = new ArrayList<>();
      for (String tenant : TENANTS) {
        for (int i = 0; i < ACCOUNTS_PER_TENANT; i++) {
          String account = "a-" + i;
          opening.add(
              clients.submit(() -> {
                Answer answer = client.send(tenant, account, "open", "{\"owner\":\"ann\"}", "open");
                assertThat(answer.status()).as(answer.body()).isLessThan(300);
              }));
        }
      }
      for (Future<?> each : opening) {
        each.get(2, TimeUnit.MINUTES);
      }
    }
  }

  private void depositMany(BankClient client, Random random) {
    for (int i = 0; i < DEPOSITS_PER_CLIENT; i++) {
      String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
      String account = "a-" + random.nextInt(ACCOUNTS_PER_TENANT);
      long cents = 1L + random.nextInt(1000);
      String id = UUID.randomUUID().toString();
      String body = "{\"cents\":%d}".formatted(cents);
      Answer first = client.send(tenant, account, "deposit", body, id);
      assertThat(first.status()).as(first.body()).isEqualTo(200);
      acknowledged.computeIfAbsent(key(tenant, account), k -> new LongAdder()).add(cents);
      if (random.nextInt(5) == 0) {
        // Some clients are not sure, and ask again.
        assertThat(client.send(tenant, account, "deposit", body, id)).isEqualTo(first);
      }
      done.incrementAndGet();
      third.countDown();
      twoThirds.countDown();
    }
  }

  private static String key(String tenant, String account) {
    return tenant + ":" + account;
  }

  private long expected(String tenant, String account) {
    LongAdder sum = acknowledged.get(key(tenant, account));
    return sum == null ? 0 : sum.sum();
  }

  private void everyBalanceIsWhatWasAcknowledged(BankClient client, URI node) throws Exception {
    for (String tenant : TENANTS) {
      for (int i = 0; i < ACCOUNTS_PER_TENANT; i++) {
        String account = "a-" + i;
        assertThat(client.balance(node, tenant, account))
            .as("%s at %s", key(tenant, account), node)
            .isEqualTo(new Answer(200, "{\"cents\":%d}".formatted(expected(tenant, account))));
      }
    }
  }

  private static void everyDepositIsInTheJournalOnce(TestCluster cluster) throws Exception {
    String count =
        "SELECT count(*) FROM event_journal WHERE event_ser_manifest = 'account/deposited#1'";
    try (var connection = cluster.connect();
        var rows = connection.createStatement().executeQuery(count)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(ALL);
    }
  }

  private static void noStreamHasAGap(TestCluster cluster) throws Exception {
    String gaps =
        """
        SELECT persistence_id FROM event_journal GROUP BY persistence_id
        HAVING min(sequence_number) <> 1 OR max(sequence_number) <> count(*)
        """;
    try (var connection = cluster.connect();
        var rows = connection.createStatement().executeQuery(gaps)) {
      assertThat(rows.next()).as("a stream with a gap").isFalse();
    }
  }

  private static void noTenantSeesWhatIsAnothers(BankClient client, TestCluster cluster)
      throws Exception {
    String id = "only-of-acme";
    client.send("acme", id, "open", "{\"owner\":\"ann\"}", "open");
    for (TestNode node : cluster.nodes()) {
      assertThat(client.balance(node.url(), "acme", id).status()).isEqualTo(200);
      assertThat(client.balance(node.url(), "globex", id).status()).isEqualTo(409);
      assertThat(client.balance(node.url(), "globex", id).body()).contains("not-open");
    }
    String foreign =
        """
        SELECT persistence_id FROM event_journal
        WHERE persistence_id <> 'account|' || tenant_id || ':' || split_part(persistence_id, ':', 2)
        """;
    try (var connection = cluster.connect();
        var rows = connection.createStatement().executeQuery(foreign)) {
      assertThat(rows.next()).as("a row under another tenant").isFalse();
    }
  }
}
