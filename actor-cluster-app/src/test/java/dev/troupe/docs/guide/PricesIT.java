package dev.troupe.docs.guide;

import static dev.troupe.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.EventReader;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Cluster(nodes = 3, app = Prices.class)
class PricesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = "/tenants/acme/topics/price";

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void knowEachOther(TestCluster cluster) throws Exception {
    cluster.awaitReady();
    for (TestNode node : cluster.nodes()) {
      awaitReach(node, 3);
    }
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
  }

  private HttpResponse<String> get(TestNode node, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(node.url().resolve(path)).timeout(PATIENCE).build(),
        BodyHandlers.ofString());
  }

  private int post(TestNode node, String path, String body) throws Exception {
    return http.send(
            HttpRequest.newBuilder(node.url().resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private void quote(TestNode node, String tenant, String good, int cents) throws Exception {
    String path = "/tenants/%s/quotes?good=%s&cents=%d".formatted(tenant, good, cents);
    assertThat(post(node, path, "")).isEqualTo(204);
  }

  private void awaitReach(TestNode node, int nodes) throws Exception {
    until(PATIENCE, "a reach of " + nodes, () -> get(node, "/reach").body().equals("" + nodes));
  }

  private static EventReader reader(TestNode node, String path) throws Exception {
    EventReader reader = EventReader.of(node.url().resolve(path));
    assertThat(reader.next()).isEqualTo(": subscribed");
    return reader;
  }

  @Test
  void whatIsPublishedOnOneNodeIsReadOnAllAndNotByAnotherTenant(TestCluster cluster)
      throws Exception {
    try (EventReader first = reader(cluster.node(1), TOPIC);
        EventReader second = reader(cluster.node(2), TOPIC);
        EventReader third = reader(cluster.node(3), TOPIC);
        EventReader others = reader(cluster.node(1), "/tenants/globex/topics/price")) {
      quote(cluster.node(2), "acme", "tea", 250);
      for (EventReader each : new EventReader[] {first, second, third}) {
        assertThat(each.next())
            .isEqualTo(
                "id: 1|event: quoted|data: {\"type\":\"quoted\",\"good\":\"tea\",\"cents\":250}");
      }
      quote(cluster.node(2), "globex", "salt", 99);
      assertThat(others.next()).startsWith("id: 1|").contains("salt");
    }
  }

  @Test
  void anActorHearsWhatIsPublishedOnAnyNode(TestCluster cluster) throws Exception {
    assertThat(get(cluster.node(1), "/tenants/hooli/board").body()).isEqualTo("{}");
    for (int i = 1; i <= 3; i++) {
      TestNode node = cluster.node(i);
      String expected = "good-" + i + "=" + i;
      // It may not have subscribed by the first one, and nothing is kept for it.
      until(
          PATIENCE,
          expected,
          () -> {
            quote(node, "hooli", expected.substring(0, 6), node.number());
            return get(cluster.node(1), "/tenants/hooli/board").body().contains(expected);
          });
    }
  }

  @Test
  void aTenantThatIsSuspendedIsToldNothingMore(TestCluster cluster) throws Exception {
    TestNode node = cluster.node(1);
    assertThat(post(node, "/operator/tenants", "{\"tenant\":\"initech\",\"why\":\"new\"}"))
        .isEqualTo(201);
    try (EventReader reader = reader(cluster.node(2), "/tenants/initech/topics/price");
        EventReader others = reader(cluster.node(2), TOPIC)) {
      assertThat(post(node, "/operator/tenants/initech/suspend", "{\"why\":\"did not pay\"}"))
          .isEqualTo(204);
      assertThat(reader.next()).isEqualTo(": tenant-suspended");
      assertThat(reader.next()).isEqualTo(EventReader.END);
      assertThat(post(cluster.node(2), "/tenants/initech/quotes?good=tea&cents=1", ""))
          .isEqualTo(get(cluster.node(2), "/tenants/initech/topics/price").statusCode())
          .isBetween(400, 499);
      quote(node, "acme", "tea", 1);
      assertThat(others.next()).contains("tea");
    }
  }

  @Test
  void aNodeThatIsKilledTakesItsSubscribersAlong(TestCluster cluster) throws Exception {
    TestNode doomed = cluster.node(3);
    try (EventReader there = reader(doomed, TOPIC);
        EventReader here = reader(cluster.node(2), TOPIC)) {
      doomed.kill();
      assertThat(there.next()).isEqualTo(EventReader.END);
      awaitReach(cluster.node(1), 2);
      awaitReach(cluster.node(2), 2);
      quote(cluster.node(1), "acme", "tea", 7);
      assertThat(here.next()).contains("tea");
    }
    doomed.startAgain();
    cluster.awaitReady();
    awaitReach(cluster.node(1), 3);
    try (EventReader again = reader(doomed, TOPIC)) {
      awaitReach(doomed, 3);
      quote(cluster.node(1), "acme", "salt", 8);
      assertThat(again.next()).startsWith("id: 1|").contains("salt");
    }
  }
}
