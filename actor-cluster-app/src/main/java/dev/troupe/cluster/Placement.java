package dev.troupe.cluster;

import dev.troupe.cluster.internal.RendezvousAllocation;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.cluster.internal.TierAllocation;
import dev.troupe.cluster.internal.Tiers;
import dev.troupe.cluster.internal.WatchedAllocation;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.external.ExternalShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * On which nodes the shards of a type are. The same for a type on every node; {@link #leastShards}
 * unless said otherwise.
 *
 * <pre>{@code
 * entities.host(Account.TYPE, Placement.consistentHashing().onRole("accounts"));
 * }</pre>
 *
 * @param strategy how a node is chosen among those that may have a shard
 * @param role of the nodes that may have shards of the type, by {@code pekko.cluster.roles}; empty:
 *     all nodes. Others only send to them.
 * @param isByTier whether tenants that {@code troupe.sharding.tiers} names are on the nodes for
 *     them
 */
public record Placement(Strategy strategy, Optional<String> role, boolean isByTier) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How a node is chosen. */
  public enum Strategy {
    /** The one with the fewest shards. */
    LEAST_SHARDS,
    /** By a hash of shard and node. */
    CONSISTENT_HASHING,
    /** The one that somebody told Pekko's client. */
    EXTERNAL
  }

  /** The node with the fewest shards; when a node joins, as many move as make all even. */
  public static Placement leastShards() {
    return new Placement(Strategy.LEAST_SHARDS, Optional.empty(), false);
  }

  /**
   * A hash of shard and node says where a shard is: the same nodes have the same shards again, and
   * one that joins N - 1 others takes about 1/N of all. Less even than {@link #leastShards}.
   */
  public static Placement consistentHashing() {
    return new Placement(Strategy.CONSISTENT_HASHING, Optional.empty(), false);
  }

  /**
   * Where Pekko's {@code ExternalShardAllocation} client was told; a shard that nobody told it of
   * is on the node that first sends to it.
   */
  public static Placement external() {
    return new Placement(Strategy.EXTERNAL, Optional.empty(), false);
  }

  /** The same, on none but nodes with this role; while there is none, what is sent waits. */
  public Placement onRole(String name) {
    return new Placement(strategy, Optional.of(name), isByTier);
  }

  /**
   * The same, where tenants that {@code troupe.sharding.tiers} names are on none but nodes with the
   * role that it names them under, and all others on nodes with none of these roles.
   */
  public Placement byTier() {
    return new Placement(strategy, role, true);
  }

  ShardHash hash(ActorSystem<?> system, ShardHash hash) {
    return isByTier ? hash.byTier(Tiers.of(system.settings().config())) : hash;
  }

  ShardAllocationStrategy allocation(ActorSystem<?> system, String type) {
    ShardAllocationStrategy chosen =
        switch (strategy) {
          case LEAST_SHARDS ->
              ClusterSharding.get(system)
                  .defaultShardAllocationStrategy(ClusterShardingSettings.create(system));
          case CONSISTENT_HASHING -> new RendezvousAllocation(system);
          case EXTERNAL -> ExternalShardAllocationStrategy.create(system, type, PATIENCE);
        };
    return new WatchedAllocation(
        system,
        type,
        isByTier
            ? new TierAllocation(system, Tiers.of(system.settings().config()), chosen)
            : chosen);
  }
}
