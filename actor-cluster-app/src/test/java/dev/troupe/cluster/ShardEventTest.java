package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.ShardEvent.Moved;
import dev.troupe.cluster.ShardEvent.Started;
import dev.troupe.cluster.ShardEvent.Stopped;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;

/** What nodes say of shards that move. */
class ShardEventTest {
  private static final List<String> IDS = IntStream.range(0, 60).mapToObj(i -> "a-" + i).toList();

  @Test
  void aMoveIsSaidByTheOldestAndEachNodeSaysWhatItRuns() {
    try (JoinedNodes nodes = new JoinedNodes("", entities -> entities.host(Locator.TYPE))) {
      ActorSystem<Void> oldest = nodes.add();
      List<ShardEvent> ofOldest = JoinedNodes.events(oldest);
      nodes.await(() -> assertThat(nodes.ask(oldest, JoinedNodes.ACME, IDS)).hasSize(IDS.size()));
      ActorSystem<Void> joined = nodes.add();
      List<ShardEvent> ofJoined = JoinedNodes.events(joined);

      nodes.await(() -> {
        assertThat(nodes.ask(oldest, JoinedNodes.ACME, IDS).values())
            .contains(JoinedNodes.name(oldest), JoinedNodes.name(joined));
        assertThat(ofJoined).hasAtLeastOneElementOfType(Started.class);
      });

      String shard = ofJoined.getFirst().shard();
      assertThat(ofJoined).allMatch(event -> !(event instanceof Moved));
      nodes.await(() ->
          assertThat(ofOldest.stream().filter(event -> event.shard().equals(shard)))
              .containsExactlyInAnyOrder(
                  new Moved("locator", shard, Optional.empty(), JoinedNodes.name(oldest)),
                  new Started("locator", shard),
                  new Stopped("locator", shard),
                  new Moved(
                      "locator",
                      shard,
                      Optional.of(JoinedNodes.name(oldest)),
                      JoinedNodes.name(joined))));
    }
  }

  @Test
  void theTableOfShardsSaysWhichNodeHasWhichAndHowManyRunThere() throws Exception {
    try (JoinedNodes nodes = new JoinedNodes("", entities -> entities.host(Locator.TYPE))) {
      ActorSystem<Void> one = nodes.add();
      ActorSystem<Void> other = nodes.add();
      nodes.await(() -> {
        nodes.ask(one, JoinedNodes.ACME, IDS);
        ShardTable table = ShardTable.of(other, "locator").toCompletableFuture().join();
        assertThat(table.nodes())
            .extracting(ShardTable.NodeShards::node)
            .containsExactlyInAnyOrder(JoinedNodes.name(one), JoinedNodes.name(other));
        assertThat(table.nodes()).allSatisfy(node -> assertThat(node.shards()).isNotEmpty());
        assertThat(table.nodes().stream().mapToLong(ShardTable.NodeShards::entities).sum())
            .isEqualTo(IDS.size());
      });
    }
  }
}
