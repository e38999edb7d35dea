package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.external.ExternalShardAllocation;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.Test;

/** On which nodes actors run, as their type was hosted. */
class PlacementTest {
  private static final List<String> IDS = IntStream.range(0, 80).mapToObj(i -> "a-" + i).toList();
  private static final String TIERS =
      """
      troupe.sharding.tiers { gold = "acme,globex" }
      """;

  private static String agreed() {
    return TIERS
        + ShardHash.FINGERPRINT
        + " = \""
        + ShardHash.fingerprint(ConfigFactory.parseString(TIERS).withFallback(ConfigFactory.load()))
        + '"';
  }

  private static Map<String, String> allAnswer(JoinedNodes nodes, ActorSystem<?> from) {
    List<Map<String, String>> answers = new ArrayList<>();
    nodes.await(() -> {
      answers.add(nodes.ask(from, JoinedNodes.ACME, IDS));
      assertThat(answers.getLast()).hasSize(IDS.size());
    });
    return answers.getLast();
  }

  @Test
  void aTypeOnARoleIsOnNoOtherNodeAndAnsweredFromAll() {
    try (JoinedNodes nodes =
        new JoinedNodes(
            "",
            // @start region="role"
            entities -> entities.host(Locator.TYPE, Placement.leastShards().onRole("worker"))
            // @end
            )) {
      ActorSystem<Void> worker = nodes.add("worker");
      ActorSystem<Void> observer = nodes.add("edge");

      assertThat(allAnswer(nodes, observer).values()).containsOnly(JoinedNodes.name(worker));
      assertThat(allAnswer(nodes, worker).values()).containsOnly(JoinedNodes.name(worker));
    }
  }

  @Test
  void aTenantOfATierIsOnTheNodesForItAndOthersAreNot() {
    TenantId other = TenantId.of("initech");
    try (JoinedNodes nodes =
        new JoinedNodes(
            agreed(),
            // @start region="tier"
            entities -> entities.host(Locator.TYPE, Placement.leastShards().byTier())
            // @end
            )) {
      ActorSystem<Void> plain = nodes.add();
      assertThat(Entities.on(plain).types()).contains("locator");
      ActorSystem<Void> gold = nodes.add("gold");
      ActorSystem<Void> second = nodes.add("gold");

      assertThat(allAnswer(nodes, plain).values())
          .isSubsetOf(JoinedNodes.name(gold), JoinedNodes.name(second));
      nodes.await(() -> {
        Map<String, String> others = nodes.ask(gold, other, IDS);
        assertThat(others).hasSize(IDS.size());
        assertThat(others.values()).containsOnly(JoinedNodes.name(plain));
      });
    }
  }

  @Test
  void withConsistentHashingTheNodeThatJoinsTakesShardsAndNoOthersMove() {
    try (JoinedNodes nodes =
        new JoinedNodes(
            "",
            // @start region="hashing"
            entities -> entities.host(Locator.TYPE, Placement.consistentHashing())
            // @end
            )) {
      ActorSystem<Void> first = nodes.add();
      nodes.add();
      nodes.await(() ->
          assertThat(ShardTable.of(first, "locator").toCompletableFuture().join().nodes())
              .hasSize(2));
      Map<String, String> before = allAnswer(nodes, first);
      ActorSystem<Void> joined = nodes.add();
      Map<String, String> shards = shards(first);
      String name = JoinedNodes.name(joined);

      nodes.await(() -> {
        Map<String, String> now = nodes.ask(first, JoinedNodes.ACME, IDS);
        assertThat(now).hasSize(IDS.size());
        assertThat(now.values()).contains(name);
        assertThat(now.entrySet())
            .allSatisfy(each -> assertThat(each.getValue()).isIn(before.get(each.getKey()), name));
        assertThat(movedShards(now, before, shards)).isLessThan(32 * 3 / 4);
      });
    }
  }

  private static Map<String, String> shards(ActorSystem<?> system) {
    return IDS.stream()
        .collect(
            Collectors.toMap(
                id -> id,
                id ->
                    Entities.on(system)
                        .whereIs("locator", JoinedNodes.ACME, id)
                        .toCompletableFuture()
                        .join()
                        .shard()));
  }

  private static long movedShards(
      Map<String, String> now, Map<String, String> before, Map<String, String> shards) {
    return now.entrySet().stream()
        .filter(each -> !each.getValue().equals(before.get(each.getKey())))
        .map(each -> shards.get(each.getKey()))
        .distinct()
        .count();
  }

  @Test
  void withExternalAllocationAShardIsWhereItWasSaidToBe() throws Exception {
    try (JoinedNodes nodes =
        new JoinedNodes("", entities -> entities.host(Locator.TYPE, Placement.external()))) {
      ActorSystem<Void> first = nodes.add();
      ActorSystem<Void> second = nodes.add();
      allAnswer(nodes, first);
      String shard = shards(first).get("a-0");

      // @start region="external"
      ExternalShardAllocation.get(first)
          .getClient("locator")
          .setShardLocation(shard, Cluster.get(second).selfMember().address())
          // @end
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);

      nodes.await(() ->
          assertThat(nodes.ask(first, JoinedNodes.ACME, List.of("a-0")))
              .containsEntry("a-0", JoinedNodes.name(second)));
    }
  }

  @Test
  void aKnownEntityIsReachedDirectlyAlsoWhileNoCoordinatorIsThere() throws Exception {
    try (JoinedNodes nodes =
        new JoinedNodes(
            "pekko.coordinated-shutdown.run-by-actor-system-terminate = off",
            entities -> entities.host(Locator.TYPE, Placement.leastShards().onRole("worker")))) {
      ActorSystem<Void> coordinating = nodes.add("worker");
      ActorSystem<Void> worker = nodes.add("worker");
      ActorSystem<Void> observer = nodes.add();
      List<String> few = IDS.subList(0, 12);
      nodes.await(() ->
          assertThat(nodes.ask(observer, JoinedNodes.ACME, few).values())
              .hasSize(few.size())
              .contains(JoinedNodes.name(worker)));
      List<String> known = new ArrayList<>();
      nodes
          .ask(observer, JoinedNodes.ACME, few)
          .forEach((id, node) -> {
            if (node.equals(JoinedNodes.name(worker))) {
              known.add(id);
            }
          });
      String unknown =
          IDS.stream().filter(id -> isUnallocated(observer, id)).findFirst().orElseThrow();

      coordinating.terminate();
      coordinating.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);

      assertThat(nodes.ask(observer, JoinedNodes.ACME, known)).hasSize(known.size());
      assertThat(nodes.ask(observer, JoinedNodes.ACME, List.of(unknown))).isEmpty();
    }
  }

  private static boolean isUnallocated(ActorSystem<?> system, String id) {
    return Entities.on(system)
            .whereIs("locator", JoinedNodes.ACME, id)
            .toCompletableFuture()
            .join()
            .state()
        == Whereabouts.State.UNALLOCATED;
  }
}
