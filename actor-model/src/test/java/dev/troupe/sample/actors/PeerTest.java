package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Peer.Command;
import dev.troupe.sample.actors.Peer.GetTraffic;
import dev.troupe.sample.actors.Peer.Meet;
import dev.troupe.sample.actors.Peer.Rumor;
import dev.troupe.sample.actors.Peer.Traffic;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PeerTest {
  private static final ActorTestKit KIT = Kits.patient();
  private static final int PEERS = 10;

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  /**
   * The first tells the 9 others. Each of those tells 8: not itself, nor whom it has it from. A
   * rumor that echoed would be told more often, or for ever.
   */
  @Test
  void aRumorReachesAllPeersAndThenThereIsSilence() {
    List<ActorRef<Command>> peers =
        Stream.generate(() -> KIT.spawn(Peer.create())).limit(PEERS).toList();
    peers.forEach(peer -> peer.tell(new Meet(Set.copyOf(peers))));
    TestProbe<Traffic> probe = KIT.createTestProbe();
    // A peer that were not met yet would tell nobody.
    traffic(peers, probe);

    peers.getFirst().tell(new Rumor("the tenor is ill", peers.getFirst()));

    List<Traffic> quiet =
        probe.awaitAssert(() -> {
          List<Traffic> all = traffic(peers, probe);
          assertThat(all).allSatisfy(one -> assertThat(one.heard()).hasSize(1));
          // All that was sent has been received: nothing is under way. The first came from outside.
          assertThat(all.stream().mapToInt(Traffic::received).sum())
              .isEqualTo(1 + all.stream().mapToInt(Traffic::sent).sum());
          return all;
        });
    assertThat(quiet.stream().mapToInt(Traffic::sent).sum()).isEqualTo(9 + 9 * 8);
    assertThat(quiet.getFirst().sent()).isEqualTo(9);
    assertThat(quiet.subList(1, PEERS)).extracting(Traffic::sent).containsOnly(8);
  }

  private static List<Traffic> traffic(List<ActorRef<Command>> peers, TestProbe<Traffic> probe) {
    return peers.stream()
        .map(peer -> {
          peer.tell(new GetTraffic(probe.ref()));
          return probe.receiveMessage();
        })
        .toList();
  }
}
