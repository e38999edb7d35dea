package dev.troupe.docs.guide;

import static dev.troupe.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each way of sending loses and repeats when a node is killed at the worst moment. */
@Cluster(nodes = 3, app = Parcels.class)
class ParcelsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MANY = 20;
  private static final int DOORS = 12;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void awaitReady(TestCluster cluster) throws Exception {
    cluster.awaitReady();
    until(PATIENCE, "the sender", () -> isSent(cluster.node(1), "deliver", "warm", "up"));
    until(PATIENCE, "the porters", () -> isSent(cluster.node(1), "heap", "warm", "up"));
  }

  @AfterEach
  void startAgain(TestCluster cluster) {
    http.shutdownNow();
    cluster.nodes().stream().filter(node -> !node.isAlive()).forEach(TestNode::startAgain);
  }

  // @start region="at-most-once"
  @Test
  void whatIsToldIsLostWithTheNodeThatHasItAndNeverRepeated(TestCluster cluster) throws Exception {
    send(cluster.node(1), "tell", "told", "tea");
    until(PATIENCE, "tea", () -> arrivals(cluster.node(1), "told").containsKey("tea"));
    shut(cluster, "before:salt");
    send(cluster.node(1), "tell", "told", "salt");
    TestNode alive = killWhereItStops(cluster, "salt");
    until(
        PATIENCE,
        "rice",
        () -> {
          send(alive, "tell", "told", "rice");
          return arrivals(alive, "told").containsKey("rice");
        });
    assertThat(arrivals(alive, "told")).containsEntry("tea", 1).doesNotContainKey("salt");
  }

  // @end
  // @start region="at-least-once"
  @Test
  void whatWasDoneAndNotConfirmedIsRepeatedAndACommandIdMakesItOnce(TestCluster cluster)
      throws Exception {
    shut(cluster, "after:oil");
    send(cluster.node(1), "deliver", "door", "oil");
    send(cluster.node(1), "deliver", "door", "figs");
    TestNode alive = killWhereItStops(cluster, "oil");
    until(PATIENCE, "figs", () -> arrivals(alive, "door-once").containsKey("figs"));
    assertThat(arrivals(alive, "door").get("oil")).isGreaterThan(1);
    assertThat(arrivals(alive, "door-once")).isEqualTo(Map.of("oil", 1, "figs", 1));
  }

  // @end
  // @start region="producer"
  @Test
  void whatTheQueueHasStoredIsDeliveredAlthoughTheSenderDies(TestCluster cluster) throws Exception {
    shut(cluster, "before:p-0");
    Map<String, Integer> all = new TreeMap<>();
    for (int i = 0; i < MANY; i++) {
      send(cluster.node(1), "deliver", "many", "p-" + i);
      all.put("p-" + i, 1);
    }
    TestNode alive = killSender(cluster);
    until(PATIENCE, "all of them", () -> arrivals(alive, "many-once").equals(all));
    assertThat(arrivals(alive, "many").keySet()).isEqualTo(all.keySet());
    theQueueIsTheTenantsAndSealed(cluster);
  }

  // @end
  // @start region="rebalance"
  @Test
  void whatIsSentWhileShardsMoveArrives(TestCluster cluster) throws Exception {
    Map<String, Set<String>> sent = new TreeMap<>();
    TestNode leaving = cluster.node(2);
    until(PATIENCE, "the first at each door", () -> delivered(cluster, sent) > 2 * DOORS);
    CompletableFuture<Integer> left = CompletableFuture.supplyAsync(leaving::stop);
    until(PATIENCE, "its end", () -> delivered(cluster, sent) > 0 && left.isDone());
    leaving.startAgain();
    until(
        PATIENCE,
        "doors to move to it",
        () -> delivered(cluster, sent) > 0 && hasDoors(cluster.node(1), leaving));
    for (var door : sent.entrySet()) {
      until(
          PATIENCE,
          "all at " + door.getKey(),
          () -> arrivals(cluster.node(1), door.getKey()).keySet().equals(door.getValue()));
      assertThat(arrivals(cluster.node(1), door.getKey() + "-once").values()).containsOnly(1);
    }
  }

  // @end
  // @start region="work-pulling"
  @Test
  void aJobOfAWorkerThatDiesIsDoneByAnother(TestCluster cluster) throws Exception {
    shut(cluster, "before:heavy");
    send(cluster.node(1), "heap", "jobs", "heavy");
    TestNode alive = killWhereItStops(cluster, "heavy");
    until(PATIENCE, "the job", () -> arrivals(alive, "jobs-once").containsKey("heavy"));
    assertThat(arrivals(alive, "jobs-once")).isEqualTo(Map.of("heavy", 1));
  }

  // @end
  /** Has one more delivered to the next of the doors, and says how many were. */
  private int delivered(TestCluster cluster, Map<String, Set<String>> sent) throws Exception {
    int number = sent.values().stream().mapToInt(Set::size).sum();
    String door = "moved-" + number % DOORS;
    String what = "m-" + number;
    // Again, if the sender moves in this moment: it may be stored twice, and must be once.
    until(PATIENCE, what, () -> isSent(cluster.node(1), "deliver", door, what));
    sent.computeIfAbsent(door, any -> new TreeSet<>()).add(what);
    return number + 1;
  }

  private boolean hasDoors(TestNode asked, TestNode node) throws Exception {
    return Stream.of(get(asked, "/doors").split(",", -1))
        .anyMatch(each -> each.endsWith(":" + node.remotingPort()));
  }

  /** Kills the node on which this parcel has stopped, and gives another one. */
  private TestNode killWhereItStops(TestCluster cluster, String what) throws Exception {
    until(PATIENCE, what + " stops", () -> whereItStops(cluster, what).isPresent());
    return kill(cluster, whereItStops(cluster, what).orElseThrow());
  }

  private TestNode killSender(TestCluster cluster) throws Exception {
    String sender = get(cluster.node(1), "/sender");
    TestNode doomed =
        cluster.nodes().stream()
            .filter(node -> sender.endsWith(":" + node.remotingPort()))
            .findFirst()
            .orElseThrow();
    return kill(cluster, doomed);
  }

  private TestNode kill(TestCluster cluster, TestNode doomed) throws Exception {
    doomed.kill();
    TestNode alive = doomed;
    for (TestNode node : cluster.nodes()) {
      if (node.isAlive()) {
        get(node, "/open");
        alive = node;
      }
    }
    return alive;
  }

  private Optional<TestNode> whereItStops(TestCluster cluster, String what) throws Exception {
    for (TestNode node : cluster.nodes()) {
      if (List.of(get(node, "/stopped").split(",", -1)).contains(what)) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  private void shut(TestCluster cluster, String point) throws Exception {
    for (TestNode node : cluster.nodes()) {
      get(node, "/shut?at=" + point);
    }
  }

  private void send(TestNode node, String way, String book, String what) throws Exception {
    assertThat(isSent(node, way, book, what)).as("%s is sent", what).isTrue();
  }

  private boolean isSent(TestNode node, String way, String book, String what) throws Exception {
    String path = "/tenants/acme/parcels?way=%s&book=%s&what=%s".formatted(way, book, what);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(node.url().resolve(path))
                .timeout(PATIENCE)
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    return answer.body().equals("sent");
  }

  private Map<String, Integer> arrivals(TestNode node, String book) throws Exception {
    Map<String, Integer> times = new TreeMap<>();
    String shown = get(node, "/tenants/acme/arrivals?book=" + book);
    for (String each : shown.replaceAll("[{} ]", "").split(",", -1)) {
      if (each.matches("[\\w-]+=\\d+")) {
        String[] pair = each.split("=", 2);
        times.put(pair[0], Integer.valueOf(pair[1]));
      }
    }
    return times;
  }

  private String get(TestNode node, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(node.url().resolve(path)).timeout(PATIENCE).build(),
            BodyHandlers.ofString())
        .body();
  }

  private static void theQueueIsTheTenantsAndSealed(TestCluster cluster) throws Exception {
    try (var connection = cluster.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    """
                    SELECT count(*), count(*) FILTER (WHERE tenant_id = 'acme' AND key_number IS NOT NULL)
                    FROM event_journal WHERE persistence_id = 'door.queue|acme:main'
                    """)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isGreaterThanOrEqualTo(MANY).isEqualTo(rows.getInt(2));
    }
  }
}
