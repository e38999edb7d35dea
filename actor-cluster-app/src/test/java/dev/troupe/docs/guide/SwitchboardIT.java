package dev.troupe.docs.guide;

import static dev.troupe.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References, watching and the receptionist over three JVMs, and what they hear of each other. */
@Cluster(nodes = 3, app = Switchboard.class)
class SwitchboardIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void allClerksAreKnownToAll(TestCluster cluster) throws Exception {
    cluster.awaitReady();
    for (TestNode node : cluster.nodes()) {
      awaitClerks(node, cluster.nodes());
    }
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
  }

  private List<String> lines(TestNode node, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(node.url().resolve(path)).timeout(PATIENCE).build(),
            BodyHandlers.ofString())
        .body()
        .lines()
        .toList();
  }

  /** All lines end with a node's port, by which those of one machine are told apart. */
  private static String port(TestNode node) {
    return ":" + node.remotingPort();
  }

  private void awaitClerks(TestNode node, List<TestNode> nodes) throws Exception {
    until(
        "the clerks of %d nodes".formatted(nodes.size()),
        () -> {
          List<String> found = lines(node, "/clerks");
          return found.size() == nodes.size()
              && nodes.stream()
                  .allMatch(each -> found.stream().anyMatch(one -> one.endsWith(port(each))));
        });
  }

  /** What a node heard about another since, without its address: {@code MemberUp} and so on. */
  private List<String> heard(TestNode node, TestNode about, int since) throws Exception {
    return lines(node, "/heard").stream()
        .skip(since)
        .filter(line -> line.endsWith(port(about)))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  private void awaitHeard(TestNode node, TestNode about, int since, String... what)
      throws Exception {
    until(
        "node %d to hear %s".formatted(node.number(), List.of(what)),
        () -> heard(node, about, since).containsAll(List.of(what)));
  }

  @Test
  void aReferenceIsToldTheSameWayOnWhicheverNodeItIsAlsoOneThatCameInAMessage(TestCluster cluster)
      throws Exception {
    for (TestNode asked : cluster.nodes()) {
      List<String> answers = lines(asked, "/handed-on");
      assertThat(answers).hasSize(9);
      assertThat(answers.stream().map(line -> line.split(" ", -1)))
          .allSatisfy(pair -> assertThat(pair[2]).isEqualTo(pair[1]))
          .extracting(pair -> pair[0] + pair[1])
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void whoWatchesAnActorOfANodeThatIsKilledHearsOfItsEnd(TestCluster cluster) throws Exception {
    TestNode doomed = cluster.node(3);
    List<TestNode> others = cluster.nodes().subList(0, 2);
    int[] before = {lines(others.get(0), "/heard").size(), lines(others.get(1), "/heard").size()};
    doomed.kill();
    for (int i = 0; i < others.size(); i++) {
      awaitHeard(others.get(i), doomed, before[i], "Terminated", "MemberRemoved");
      assertThat(heard(others.get(i), doomed, before[i]))
          .containsSubsequence("UnreachableMember", "MemberDowned", "MemberRemoved")
          .doesNotContain("MemberLeft", "MemberExited");
      awaitClerks(others.get(i), others);
    }
    doomed.startAgain();
    for (int i = 0; i < others.size(); i++) {
      awaitHeard(others.get(i), doomed, before[i], "MemberUp");
      assertThat(heard(others.get(i), doomed, before[i]))
          .containsSubsequence("MemberRemoved", "MemberJoined", "MemberUp");
    }
  }

  @Test
  void whoLeavesIsLeavingThenExitingThenRemoved(TestCluster cluster) throws Exception {
    TestNode leaver = cluster.node(2);
    TestNode watcher = cluster.node(1);
    int before = lines(watcher, "/heard").size();
    assertThat(leaver.stop()).isZero();
    awaitHeard(watcher, leaver, before, "MemberRemoved", "Terminated");
    assertThat(heard(watcher, leaver, before))
        .containsSubsequence("MemberLeft", "MemberExited", "MemberRemoved")
        .doesNotContain("MemberDowned");
    awaitClerks(watcher, Stream.of(cluster.node(1), cluster.node(3)).toList());
    leaver.startAgain();
    awaitHeard(watcher, leaver, before, "MemberUp");
    assertThat(heard(watcher, leaver, before))
        .containsSubsequence("MemberRemoved", "MemberJoined", "MemberUp");
  }
}
