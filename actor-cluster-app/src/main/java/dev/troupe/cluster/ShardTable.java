package dev.troupe.cluster;

import dev.troupe.cluster.internal.ShardSearch;
import dev.troupe.model.Unavailable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.pattern.Patterns;
import scala.concurrent.duration.FiniteDuration;

/**
 * The shards of a type that run, by node, when that was asked.
 *
 * @param type the name of the type
 * @param nodes the nodes that may have shards of it, in the order of their addresses
 */
public record ShardTable(String type, List<NodeShards> nodes) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * What one node has.
   *
   * @param node as {@code host:port} of remoting
   * @param shards their numbers
   * @param entities how many entities or plain actors run on them
   */
  public record NodeShards(String node, List<String> shards, long entities) {}

  /**
   * Asks all nodes; starts nothing. Fails with {@link Unavailable} if they do not answer in time.
   *
   * @throws IllegalArgumentException if the type is not hosted on this node
   */
  public static CompletionStage<ShardTable> of(ActorSystem<?> system, String type) {
    ActorRef region = ClusterSharding.get(Adapter.toClassic(system)).shardRegion(type);
    return Patterns.ask(
            region,
            new ShardRegion.GetClusterShardingStats(
                FiniteDuration.create(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)),
            PATIENCE.multipliedBy(2))
        .handle((answer, failure) -> {
          if (answer instanceof ShardRegion.ClusterShardingStats stats
              && !stats.getRegions().isEmpty()) {
            return of(type, stats);
          }
          throw new Unavailable("not all nodes said in time which shards they have; ask again");
        });
  }

  private static ShardTable of(String type, ShardRegion.ClusterShardingStats stats) {
    return new ShardTable(
        type,
        stats.getRegions().entrySet().stream()
            .map(each -> shards(each.getKey(), each.getValue().getStats()))
            .sorted(Comparator.comparing(NodeShards::node))
            .toList());
  }

  private static NodeShards shards(Address node, Map<String, Object> entities) {
    return new NodeShards(
        ShardSearch.hostAndPort(node),
        entities.keySet().stream().sorted().toList(),
        entities.values().stream().mapToLong(count -> ((Number) count).longValue()).sum());
  }
}
