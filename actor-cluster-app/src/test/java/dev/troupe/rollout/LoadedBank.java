package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.rollout.Load.Sent;
import dev.troupe.sample.bank.BankApp;
import dev.troupe.sample.bank.BankClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster with accounts that are deposited to all the time. */
final class LoadedBank implements AutoCloseable {
  /** Commands. */
  static final int A_WHILE = 3_000;

  private static final int PER_SECOND = 300;
  private static final int WARM_CLIENTS = 16;
  private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

  /**
   * Whoever waits does so for longer than a machine with too much to do takes, so that only what
   * the nodes do wrong is a failure. To measure, it is what it is by default, 5 s.
   */
  private static final String PATIENT =
      "-Dtroupe.ask-timeout=%s -Dpekko.http.server.request-timeout=50s"
          .formatted(System.getProperty("troupe.roll.ask-timeout", "30s"));

  /** The environment of nodes that are no more patient than a user's. */
  static final Map<String, String> AS_SHIPPED = Map.of(JVM_OPTIONS, "");

  private static final List<String> ACCOUNTS =
      Stream.of("acme", "globex", "initech")
          .flatMap(tenant ->
              IntStream.range(0, 20).mapToObj(i -> "/tenants/%s/account/a-%d".formatted(tenant, i)))
          .toList();

  private final EmbeddedPostgres server;
  private final TestCluster cluster;
  private final ReadyNodes nodes;
  private final BankClient client;
  private final Load load;

  private LoadedBank(EmbeddedPostgres server, TestCluster cluster) {
    this.server = server;
    this.cluster = cluster;
    this.nodes = new ReadyNodes(cluster.nodes());
    this.client = new BankClient(() -> List.of(nodes.next()));
    for (String account : ACCOUNTS) {
      assertThat(client.send(account + "/open", "{\"owner\":\"ann\"}", "open").status())
          .isLessThan(300);
    }
    warmUp();
    this.load = Load.start(nodes::next, ACCOUNTS, PER_SECOND);
    afterCommands(A_WHILE);
    Waiting.until("the nodes keep up with the load", () -> load.waiting() < PER_SECOND / 10);
  }

  /** What runs for the first time is slow. */
  private void warmUp() {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WARM_CLIENTS; i++) {
        String account = "/tenants/warm/account/a-" + i;
        clients.execute(() -> {
          client.send(account + "/open", "{\"owner\":\"ann\"}", "open");
          for (int n = 0; n < A_WHILE / WARM_CLIENTS; n++) {
            client.get(account + "/balance");
          }
        });
      }
    }
  }

  /** So many nodes, all of which have run, but for these, which do not run now; and the load. */
  static LoadedBank start(Path directory, int size, int... absent) {
    return start(directory, size, Map.of(), absent);
  }

  /** The same with these environment variables. */
  static LoadedBank start(Path directory, int size, Map<String, String> more, int... absent) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TROUPE_DRAIN", "5s");
    environment.put(JVM_OPTIONS, PATIENT);
    environment.putAll(more);
    EmbeddedPostgres server = EmbeddedPostgres.in(directory.resolve("postgres")).port(0).start();
    TestCluster cluster = TestCluster.startOn(server.settings(), size, BankApp.class, environment);
    IntStream.of(absent).forEach(number -> cluster.node(number).stop());
    return new LoadedBank(server, cluster);
  }

  TestCluster cluster() {
    return cluster;
  }

  /** Returns the time once so many more commands have been answered. */
  long afterCommands(int more) {
    int goal = load.answered() + more;
    Waiting.until(more + " more answers", () -> load.answered() >= goal);
    return System.nanoTime();
  }

  /** Returns when so many nodes are ready, as a Service sees it. */
  void awaitReady(int count) {
    Waiting.until(count + " ready nodes", () -> nodes.count() == count);
  }

  void untilEachAccountIsServedAfter(long nanoTime) {
    Waiting.until(
        "each account is served",
        () -> Outcome.of(load.sent()).accountsServedAfter(nanoTime) == ACCOUNTS.size());
  }

  /** Ends the load. */
  Outcome stop() throws InterruptedException {
    return Outcome.of(load.stop());
  }

  /**
   * Those of which nobody knows the outcome are sent again under their ids, and then it is known.
   */
  void everyDepositIsThereOnce(Outcome outcome) throws Exception {
    for (Sent unknown : outcome.failed()) {
      var answer = client.send(unknown.account() + "/deposit", "{\"cents\":1}", unknown.id());
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
    String count =
        "SELECT count(*) FROM event_journal WHERE event_ser_manifest = 'account/deposited#1'";
    try (var connection = cluster.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(count)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(outcome.sent().size());
    }
    for (String account : ACCOUNTS) {
      long cents = outcome.sent().stream().filter(each -> each.account().equals(account)).count();
      assertThat(client.get(account + "/balance").body())
          .as(account)
          .isEqualTo("{\"cents\":%d}".formatted(cents));
    }
  }

  @Override
  public void close() throws Exception {
    List<AutoCloseable> all = new ArrayList<>(List.of(load, nodes, cluster, server));
    for (AutoCloseable each : all) {
      each.close();
    }
  }
}
