package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.sample.bank.BankApp;
import dev.troupe.sample.bank.BankClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What nodes know of each other when one leaves, dies, or can't be reached for a while. */
@Cluster(nodes = 3, app = BankApp.class, parting = true)
@Tag("alone")
class MembersIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ACCOUNTS = 20;
  private static final int CLIENTS = 8;

  private static List<TestNode> firstTwo(TestCluster cluster) {
    return cluster.nodes().subList(0, 2);
  }

  @BeforeEach
  void threeAreUp(TestCluster cluster) {
    Members.awaitWhole(cluster.nodes());
  }

  @Test
  void whoLeavesIsNoMemberAnyMoreAndIsOneAgainWhenItStarts(TestCluster cluster) {
    assertThat(cluster.node(3).stop()).isZero();
    Members.awaitWhole(firstTwo(cluster));
    cluster.node(3).startAgain();
    Members.awaitWhole(cluster.nodes());
  }

  @Test
  void whoIsKilledIsUnreachableFirstAndThenNoMemberAnyMore(TestCluster cluster) {
    cluster.node(3).kill();
    Waiting.until("it is missed", () -> Members.of(cluster.node(1)).missesSomebody());
    Members.awaitWhole(firstTwo(cluster));
    cluster.node(3).startAgain();
    Members.awaitWhole(cluster.nodes());
  }

  @Test
  void whoCanBeReachedAgainInTimeIsAMemberAsBefore(TestCluster cluster) {
    long before = cluster.node(3).pid();
    cluster.isolate(cluster.node(3));
    Waiting.until(
        "each side misses the other",
        () ->
            Members.of(cluster.node(1)).missesSomebody()
                && Members.of(cluster.node(3)).missesSomebody());
    cluster.heal();
    Members.awaitWhole(cluster.nodes());
    assertThat(cluster.node(3).pid()).as("the process").isEqualTo(before);
  }

  @Test
  void ofTwoSidesTheSmallerEndsAndWhatEitherAcknowledgedIsThereOnce(TestCluster cluster)
      throws Exception {
    BankClient client = new BankClient(() -> cluster.nodes().stream().map(TestNode::url).toList());
    accounts().forEach(each -> client.send(each + "/open", "{\"owner\":\"ann\"}", "open"));
    cluster.isolate(cluster.node(3));
    int sent = 0;
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        String name = "client-" + i;
        all.add(clients.submit(() -> depositWhileAlive(client, name, cluster.node(3))));
      }
      for (Future<Integer> each : all) {
        sent += each.get();
      }
    }
    Members.awaitWhole(firstTwo(cluster));
    int cents = 0;
    for (String account : accounts()) {
      cents += JSON.readTree(client.get(account + "/balance").body()).path("cents").asInt();
    }
    assertThat(cents).isEqualTo(sent).isPositive();
    cluster.heal();
    cluster.node(3).startAgain();
    Members.awaitWhole(cluster.nodes());
  }

  private static List<String> accounts() {
    return IntStream.range(0, ACCOUNTS)
        .mapToObj("/tenants/parted/account/a-%d"::formatted)
        .toList();
  }

  /** One after the other, each sent to any node until it is answered; how many. */
  private static int depositWhileAlive(BankClient client, String name, TestNode node) {
    int sent = 0;
    while (node.isAlive()) {
      String account = accounts().get(sent % ACCOUNTS);
      var answer = client.send(account + "/deposit", "{\"cents\":1}", name + "-" + sent);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      sent++;
    }
    return sent;
  }
}
