package dev.troupe.docs.guide;

import static dev.troupe.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What there is one of in a cluster, or one of per tenant, as nodes are killed and leave. */
@Cluster(nodes = 3, app = Offices.class)
class OfficesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void awaitNodes(TestCluster cluster) {
    cluster.awaitReady();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
  }

  private HttpResponse<String> send(TestNode node, String method, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(node.url().resolve(path))
            .timeout(Duration.ofMinutes(1))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private record Ticket(long number, String node) {}

  /** From whichever office there is; asked again while it moves. */
  private Ticket take(TestNode through) throws Exception {
    List<Ticket> tickets = new ArrayList<>();
    until(
        "a ticket through node " + through.number(),
        () -> {
          try {
            HttpResponse<String> answer = send(through, "POST", "/tenants/acme/tickets", "");
            if (answer.statusCode() == 200) {
              String[] parts = answer.body().split(" ", -1);
              tickets.add(new Ticket(Long.parseLong(parts[0]), parts[1]));
            }
          } catch (IOException e) {
            return false;
          }
          return !tickets.isEmpty();
        });
    return tickets.getFirst();
  }

  private static TestNode nodeOf(TestCluster cluster, Ticket ticket) {
    return cluster.nodes().stream()
        .filter(node -> ticket.node().endsWith(":" + node.remotingPort()))
        .findFirst()
        .orElseThrow();
  }

  private interface End {
    void of(TestNode node);
  }

  private void anotherNodeHasItAfter(TestCluster cluster, End end) throws Exception {
    List<Long> numbers = new ArrayList<>();
    for (TestNode node : cluster.nodes()) {
      numbers.add(take(node).number());
    }
    Ticket before = take(cluster.node(1));
    numbers.add(before.number());
    TestNode first = nodeOf(cluster, before);
    List<TestNode> others =
        cluster.nodes().stream().filter(node -> node.number() != first.number()).toList();

    end.of(first);
    for (TestNode node : others) {
      Ticket after = take(node);
      assertThat(after.node()).isNotEqualTo(before.node());
      numbers.add(after.number());
    }
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    first.startAgain();
    cluster.awaitReady();
  }

  @Test
  void whenTheNodeOfTheSingletonIsKilledAnotherHasItAndNoNumberIsGivenTwice(TestCluster cluster)
      throws Exception {
    anotherNodeHasItAfter(cluster, TestNode::kill);
  }

  @Test
  void whenTheNodeOfTheSingletonLeavesAnotherHasItAndNoNumberIsGivenTwice(TestCluster cluster)
      throws Exception {
    anotherNodeHasItAfter(cluster, node -> assertThat(node.stop()).isZero());
  }

  private static List<String> statements(TestCluster cluster, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (var connection = cluster.connect();
        var rows = connection.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private static Set<String> tenantsWithAStatement(TestCluster cluster) throws SQLException {
    return Set.copyOf(
        statements(
            cluster,
            "SELECT DISTINCT tenant_id FROM event_journal WHERE event_ser_manifest LIKE 'statement/written#%'"));
  }

  /** Asked again while a shard moves; it may have been done by then. */
  private void create(TestNode node, String... tenants) throws Exception {
    for (String tenant : tenants) {
      String body = "{\"tenant\":\"%s\",\"why\":\"new\"}".formatted(tenant);
      until(
          "tenant " + tenant,
          () ->
              Set.of(201, 409)
                  .contains(send(node, "POST", "/operator/tenants", body).statusCode()));
    }
  }

  @Test
  void eachTenantHasAWorkerAndItsStatementOfADayIsWrittenOnce(TestCluster cluster)
      throws Exception {
    create(cluster.node(1), "umbrella", "soylent", "cyberdyne");
    until(
        "the first statements",
        () ->
            tenantsWithAStatement(cluster).containsAll(Set.of("umbrella", "soylent", "cyberdyne")));
    cluster.node(2).kill();
    create(cluster.node(1), "tyrell", "wonka");
    until(
        "those of tenants that came later",
        () -> tenantsWithAStatement(cluster).containsAll(Set.of("tyrell", "wonka")));
    cluster.node(2).startAgain();
    cluster.awaitReady();

    assertThat(
            statements(
                cluster,
                "SELECT persistence_id FROM event_journal WHERE event_ser_manifest LIKE 'statement/written#%'"
                    + " GROUP BY persistence_id HAVING count(*) > 1"))
        .isEmpty();
  }

  private List<JsonNode> nodes(TestNode asked) throws Exception {
    HttpResponse<String> answer = send(asked, "GET", "/operator/nodes", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return StreamSupport.stream(JSON.readTree(answer.body()).path("nodes").spliterator(), false)
        .toList();
  }

  @Test
  void everyNodeSaysWhichNodesThereAreAndWhichIsTheOldest(TestCluster cluster) throws Exception {
    String office = take(cluster.node(1)).node();
    for (TestNode asked : cluster.nodes()) {
      until(
          "three nodes that are up",
          () ->
              nodes(asked).stream()
                      .filter(node -> node.path("status").asText().equals("up"))
                      .filter(node -> node.path("reachable").asBoolean())
                      .count()
                  == 3);
      List<JsonNode> nodes = nodes(asked);
      assertThat(nodes)
          .extracting(node -> node.path("port").asInt())
          .containsExactlyInAnyOrderElementsOf(
              cluster.nodes().stream().map(TestNode::remotingPort).toList());
      assertThat(nodes)
          .allSatisfy(node -> {
            assertThat(node.path("host").asText()).isEqualTo("127.0.0.1");
            assertThat(node.path("version").asText()).isEqualTo("0.0.0");
            assertThat(node.path("roles").isArray()).isTrue();
          });
      assertThat(nodes).extracting(node -> node.path("id").asText()).doesNotHaveDuplicates();
      assertThat(nodes).filteredOn(node -> node.path("leader").asBoolean()).hasSize(1);
      assertThat(nodes)
          .filteredOn(node -> node.path("oldest").asBoolean())
          .singleElement()
          .satisfies(node -> assertThat(office).endsWith(node.path("node").asText()));
    }
  }
}
