package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.Cut;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.sample.bank.BankApp;
import dev.troupe.sample.bank.BankClient;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A partition as it is made where nobody may make networks. */
@Cluster(nodes = 3, app = BankApp.class, parting = true, cut = Cut.RELAYS)
class PartedByRelaysIT {

  // @start region="cut"
  @Test
  void whoIsCutOffEndsWhileTheOthersGoOnAndIsAMemberAgainAfterwards(TestCluster cluster) {
    Members.awaitWhole(cluster.nodes());
    List<TestNode> majority = cluster.nodes().subList(0, 2);
    List<URI> urls = majority.stream().map(TestNode::url).toList();
    BankClient client = new BankClient(() -> urls);

    cluster.isolate(cluster.node(3));
    Waiting.until("the one that is cut off has ended", () -> !cluster.node(3).isAlive());
    Members.awaitWhole(majority);
    var opened = client.send("/tenants/parted/account/a-1/open", "{\"owner\":\"ann\"}", "open");
    assertThat(opened.status()).as(opened.body()).isEqualTo(204);

    cluster.heal();
    cluster.node(3).startAgain();
    Members.awaitWhole(cluster.nodes());
    assertThat(majority).allMatch(TestNode::isAlive);
  }
  // @end
}
