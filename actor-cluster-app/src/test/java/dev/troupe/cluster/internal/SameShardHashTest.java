package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.Valid;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.junit.jupiter.api.Test;

/** Who may form a cluster with whom. */
class SameShardHashTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Config told(String fingerprint) {
    return ConfigFactory.parseString(
        fingerprint.isEmpty() ? "" : ShardHash.FINGERPRINT + " = " + fingerprint);
  }

  private static ConfigValidation checked(String theirs, String ours) {
    return new SameShardHash().check(told(theirs), told(ours));
  }

  @Test
  void nodesOfOneHashFitAndOthersDoNot() {
    assertThat(List.of(checked("aa", "aa"), checked("", "unkeyed"), checked("", "")))
        .containsOnly(Valid.getInstance());
    assertThat(List.of(checked("aa", "bb"), checked("", "aa"), checked("aa", "")))
        .allSatisfy(each -> assertThat(each).isInstanceOf(Invalid.class));
  }

  private static ActorSystem<Void> node(String fingerprint) {
    return ActorSystem.create(
        Behaviors.empty(),
        "hashes",
        told(fingerprint)
            .withFallback(
                ConfigFactory.parseString(
                    """
                    pekko.actor.provider = cluster
                    pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    pekko.cluster.jmx.enabled = off
                    pekko.loglevel = WARNING
                    """))
            .withFallback(ConfigFactory.load()));
  }

  private static void join(ActorSystem<?> system, ActorSystem<?> first) {
    Cluster.get(system)
        .manager()
        .tell(new JoinSeedNodes(List.of(Cluster.get(first).selfMember().address())));
  }

  private static long members(ActorSystem<?> system) {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .count();
  }

  @Test
  void aNodeWithAnotherKeyIsNotLetInAndEnds() throws Exception {
    ActorSystem<Void> first = node("aa");
    ActorSystem<Void> same = node("aa");
    ActorSystem<Void> other = node("bb");
    try {
      join(first, first);
      join(same, first);
      TestProbe<Object> probe = TestProbe.create(first);
      probe.awaitAssert(
          PATIENCE,
          () -> {
            assertThat(members(first)).isEqualTo(2);
            return "joined";
          });
      join(other, first);
      other.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(members(first)).isEqualTo(2);
    } finally {
      for (ActorSystem<?> each : List.of(other, same, first)) {
        ActorTestKit.shutdown(each, PATIENCE);
      }
    }
  }
}
