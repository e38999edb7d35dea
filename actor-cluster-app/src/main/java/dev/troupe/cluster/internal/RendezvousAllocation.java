package dev.troupe.cluster.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/** Has each shard where {@link Rendezvous} says, and moves a few at a time to get there. */
public final class RendezvousAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
  private static final int MOST_AT_ONCE = 20;

  private final RegionNodes nodes;

  /** Among the nodes of this actor system's cluster. */
  public RendezvousAllocation(ActorSystem<?> system) {
    this.nodes = new RegionNodes(system);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
    Map<String, ActorRef> regions = new HashMap<>();
    current.keySet().forEach(region -> regions.put(nodes.nodeOf(region), region));
    ActorRef home = regions.get(Rendezvous.home(shard, regions.keySet()));
    return Futures.successful(home == null ? requester : home);
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    return Futures.successful(inProgress.isEmpty() ? misplaced(current) : Set.of());
  }

  private Set<String> misplaced(Map<ActorRef, IndexedSeq<String>> current) {
    List<String> all = current.keySet().stream().map(nodes::nodeOf).toList();
    List<String> misplaced = new ArrayList<>();
    current.forEach((region, shards) -> {
      String node = nodes.nodeOf(region);
      for (String shard : CollectionConverters.asJava(shards)) {
        if (!Rendezvous.home(shard, all).equals(node)) {
          misplaced.add(shard);
        }
      }
    });
    return new TreeSet<>(misplaced.subList(0, Math.min(MOST_AT_ONCE, misplaced.size())));
  }
}
