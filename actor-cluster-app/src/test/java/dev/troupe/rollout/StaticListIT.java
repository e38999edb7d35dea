package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.sample.bank.BankApp;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that find each other by a list, as on a laptop and with the compose file. */
@Cluster(nodes = 3, app = BankApp.class)
@Tag("alone")
class StaticListIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What all nodes say, once they say the same and miss nobody: who is up, and the oldest. */
  private static String awaitOneCluster(TestCluster cluster) {
    Set<String> whole = new TreeSet<>();
    cluster.nodes().forEach(node -> whole.add(":%d Up".formatted(node.remotingPort())));
    Set<String> oldest = new TreeSet<>();
    Waiting.until(
        "one cluster of all nodes",
        () -> {
          oldest.clear();
          return cluster.nodes().stream()
                  .allMatch(node -> {
                    JsonNode view = view(node);
                    oldest.add(view.path("oldest").asText());
                    return members(view).equals(whole);
                  })
              && oldest.size() == 1;
        });
    return oldest.iterator().next();
  }

  private static Set<String> members(JsonNode view) {
    Set<String> members = new TreeSet<>();
    for (JsonNode each : view.path("members")) {
      String address = each.path("node").asText();
      members.add(address.substring(address.lastIndexOf(':')) + " " + each.path("status").asText());
    }
    return members;
  }

  private static JsonNode view(TestNode node) {
    try {
      return JSON.readTree(Management.members(node));
    } catch (IOException e) {
      // It does not answer.
      return JSON.createObjectNode();
    }
  }

  @Test
  void nodesOfAListFormOneClusterAndSoTheyDoWhenAllStartAnewAtOnce(TestCluster cluster) {
    awaitOneCluster(cluster);
    Set<Long> before = cluster.nodes().stream().map(TestNode::pid).collect(Collectors.toSet());
    cluster.nodes().forEach(TestNode::kill);
    cluster.nodes().forEach(TestNode::startAgain);
    cluster.awaitReady();

    awaitOneCluster(cluster);
    assertThat(cluster.nodes()).noneMatch(node -> before.contains(node.pid()));
  }

  @Test
  void whoFormedTheClusterReturnsIntoItAndFormsNoOther(TestCluster cluster) {
    String oldest = awaitOneCluster(cluster);
    TestNode first =
        cluster.nodes().stream()
            .filter(node -> oldest.endsWith(":" + node.remotingPort()))
            .findFirst()
            .orElseThrow();
    first.kill();
    first.startAgain();
    cluster.awaitReady();

    assertThat(awaitOneCluster(cluster)).isNotEqualTo(oldest);
  }
}
