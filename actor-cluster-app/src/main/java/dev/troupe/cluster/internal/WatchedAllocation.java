package dev.troupe.cluster.internal;

import dev.troupe.cluster.ShardEvent;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Publishes where shards are sent by another strategy, which decides.
 *
 * <p>It is made on every node, and asked on the oldest alone. Implements the trait by which Pekko's
 * own strategies are given the actor system, since the strategy inside may be one of them.
 */
public final class WatchedAllocation
    implements ShardCoordinator.ActorSystemDependentAllocationStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(ShardEvent.class);

  private final ActorSystem<?> system;
  private final RegionNodes nodes;
  private final String type;
  private final ShardCoordinator.ShardAllocationStrategy inner;
  private final ConcurrentMap<String, String> homes = new ConcurrentHashMap<>();

  /** What the other strategy decides for this type is published on this system's event stream. */
  public WatchedAllocation(
      ActorSystem<?> system, String type, ShardCoordinator.ShardAllocationStrategy inner) {
    this.system = system;
    this.nodes = new RegionNodes(system);
    this.type = type;
    this.inner = inner;
  }

  @Override
  public void start(org.apache.pekko.actor.ActorSystem classic) {
    start(inner, classic);
  }

  /** Has a strategy begin, as a coordinator does. */
  static void start(
      ShardCoordinator.ShardAllocationStrategy strategy,
      org.apache.pekko.actor.ActorSystem classic) {
    switch (strategy) {
      case ShardCoordinator.ActorSystemDependentAllocationStrategy dependent ->
          dependent.start(classic);
      case ShardCoordinator.StartableAllocationStrategy startable -> startable.start();
      default -> {}
    }
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
    learn(current);
    return inner
        .allocateShard(requester, shard, current)
        .map(
            region -> {
              allocated(shard, region);
              return region;
            },
            system.executionContext());
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    learn(current);
    return inner.rebalance(current, inProgress);
  }

  private void learn(Map<ActorRef, IndexedSeq<String>> current) {
    CollectionConverters.asJava(current)
        .forEach((region, shards) -> {
          String node = nodes.nodeOf(region);
          CollectionConverters.asJava(shards).forEach(shard -> homes.put(shard, node));
        });
  }

  private void allocated(String shard, ActorRef region) {
    String to = nodes.nodeOf(region);
    Optional<String> from = Optional.ofNullable(homes.put(shard, to));
    ShardEvent event = new ShardEvent.Moved(type, shard, from, to);
    LOG.debug("{}", event);
    system.eventStream().tell(new EventStream.Publish<>(event));
  }
}
