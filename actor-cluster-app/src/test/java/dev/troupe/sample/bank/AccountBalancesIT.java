package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The table of balances follows the events over the cluster, also when a node of it dies. */
@Cluster(nodes = 3, app = BankApp.class)
class AccountBalancesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ACCOUNTS = 40;
  private static final int ROUNDS = 10;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void everyRowIsExactAlthoughTheNodesOfTheSlicesAreKilled(TestCluster cluster) throws Exception {
    BankClient client = new BankClient(() -> urls(cluster));
    each(account -> client.send("acme", account, "open", "{\"owner\":\"ann\"}", "open"));
    awaitRows(cluster, ACCOUNTS, 0);
    Set<String> before = nodesOfSlices(cluster);
    TestNode victim =
        cluster.nodes().stream().filter(node -> isIn(before, node)).findFirst().orElseThrow();
    for (int round = 1; round <= ROUNDS; round++) {
      String id = "deposit-" + round;
      String body = "{\"cents\":%d}".formatted(round);
      if (round == 3) {
        victim.kill();
      }
      each(account -> client.send("acme", account, "deposit", body, id));
    }
    int movements = ACCOUNTS * ROUNDS;
    awaitRows(cluster, ACCOUNTS, movements);
    assertThat(
            column(
                cluster,
                "SELECT DISTINCT cents || ' ' || movements FROM account_balances WHERE tenant_id = 'acme'"))
        .containsExactly("%d %d".formatted(ROUNDS * (ROUNDS + 1) / 2, ROUNDS));
    assertThat(before).as("nodes that ran a slice").hasSizeGreaterThan(1);
    assertThat(isIn(nodesOfSlices(cluster), victim)).as("a slice of the node that died").isFalse();
    victim.startAgain();
    cluster.awaitReady();
  }

  @Test
  void aTenantReadsItsAccountsPageByPage(TestCluster cluster) throws Exception {
    cluster.awaitReady();
    BankClient client = new BankClient(() -> urls(cluster));
    for (String id : List.of("B", "a", "c", "d:1", "z~9")) {
      client.send("initech", id, "open", "{\"owner\":\"ann\"}", "open");
      client.send("initech", id, "deposit", "{\"cents\":7}", "one");
    }
    client.send("globex", "g", "open", "{\"owner\":\"bob\"}", "open");
    awaitAccounts(cluster, "initech", 5);
    awaitAccounts(cluster, "globex", 1);

    JsonNode first = JSON.readTree(get(cluster, "initech", "?limit=2").body());
    assertThat(first.toString())
        .isEqualTo(
            "{\"accounts\":[{\"account\":\"B\",\"cents\":7},{\"account\":\"a\",\"cents\":7}],\"next\":\"a\"}");
    JsonNode second = JSON.readTree(get(cluster, "initech", "?after=a&limit=2").body());
    assertThat(second.at("/next").asText()).isEqualTo("d:1");
    JsonNode last = JSON.readTree(get(cluster, "initech", "?after=d:1&limit=2").body());
    assertThat(last.at("/accounts").size()).isEqualTo(1);
    assertThat(last.path("next").asText("")).isIn("", "null");
    assertThat(get(cluster, "nobody", "").body()).contains("\"accounts\":[]");
  }

  @Test
  void aPageThatCantBeIsRefusedByName(TestCluster cluster) throws Exception {
    cluster.awaitReady();
    for (String query : List.of("?limit=0", "?limit=201", "?limit=x", "?limit=1&limit=2")) {
      assertProblem(get(cluster, "acme", query), 422, "invalid-field", "limit");
    }
    assertProblem(get(cluster, "acme", "?page=1"), 422, "invalid-field", "page");
    assertProblem(get(cluster, "acme", "?after=%00"), 422, "invalid-field", "after");
    assertThat(get(cluster, "NOT", "").statusCode()).isEqualTo(400);
    assertThat(get(cluster, "acme", "?after='%20OR%201=1").body()).contains("\"accounts\"");
  }

  private static void assertProblem(
      HttpResponse<String> response, int status, String code, String field) throws Exception {
    JsonNode problem = JSON.readTree(response.body());
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(problem.path("code").asText()).isEqualTo(code);
    assertThat(problem.path("field").asText()).isEqualTo(field);
  }

  private HttpResponse<String> get(TestCluster cluster, String tenant, String query)
      throws Exception {
    URI uri =
        cluster.node(1).url().resolve("/tenants/%s/account-balances%s".formatted(tenant, query));
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private interface Send {
    BankClient.Answer to(String account);
  }

  private static void each(Send send) throws Exception {
    List<Future<BankClient.Answer>> answers = new ArrayList<>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ACCOUNTS; i++) {
        String account = "a-" + i;
        answers.add(clients.submit(() -> send.to(account)));
      }
    }
    for (Future<BankClient.Answer> each : answers) {
      assertThat(each.get().status()).as(each.get().body()).isLessThan(300);
    }
  }

  private static List<URI> urls(TestCluster cluster) {
    return cluster.nodes().stream().filter(TestNode::isAlive).map(TestNode::url).toList();
  }

  private static void awaitRows(TestCluster cluster, int accounts, int movements)
      throws SQLException {
    String expected = accounts + " " + movements;
    String sql =
        "SELECT count(*) || ' ' || coalesce(sum(movements), 0) FROM account_balances WHERE tenant_id = 'acme'";
    await(expected, () -> column(cluster, sql).getFirst());
  }

  private void awaitAccounts(TestCluster cluster, String tenant, int count) throws Exception {
    await(
        Integer.toString(count),
        () -> {
          try {
            String body = get(cluster, tenant, "").body();
            return Integer.toString(JSON.readTree(body).path("accounts").size());
          } catch (SQLException e) {
            throw e;
          } catch (Exception e) {
            throw new SQLException(e);
          }
        });
  }

  private interface Look {
    String now() throws SQLException;
  }

  private static void await(String expected, Look look) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (String now = ""; !now.equals(expected); now = look.now()) {
      assertThat(System.nanoTime()).as("expected %s, was %s", expected, now).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static boolean isIn(Set<String> nodes, TestNode node) {
    return nodes.stream().anyMatch(each -> each.endsWith(":" + node.remotingPort()));
  }

  private static Set<String> nodesOfSlices(TestCluster cluster) throws SQLException {
    return new TreeSet<>(column(cluster, "SELECT node FROM projection_offset"));
  }

  /** What the projection itself may see. */
  private static List<String> column(TestCluster cluster, String sql) throws SQLException {
    try (var connection = cluster.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET troupe.projection = 'account-balances'");
      List<String> values = new ArrayList<>();
      try (var rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
      return values;
    }
  }
}
