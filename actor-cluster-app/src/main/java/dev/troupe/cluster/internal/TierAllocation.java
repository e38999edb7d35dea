package dev.troupe.cluster.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Gives a shard that is for some tenants to none but the nodes for them, among which another
 * strategy decides; a shard for which there is no node waits until there is one.
 */
public final class TierAllocation
    implements ShardCoordinator.ActorSystemDependentAllocationStrategy {

  private final RegionNodes nodes;
  private final Tiers tiers;
  private final ShardCoordinator.ShardAllocationStrategy inner;

  /** The other strategy decides within each tier. */
  public TierAllocation(
      ActorSystem<?> system, Tiers tiers, ShardCoordinator.ShardAllocationStrategy inner) {
    this.nodes = new RegionNodes(system);
    this.tiers = tiers;
    this.inner = inner;
  }

  @Override
  public void start(org.apache.pekko.actor.ActorSystem classic) {
    WatchedAllocation.start(inner, classic);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester,
      String shard,
      scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> current) {
    Map<ActorRef, IndexedSeq<String>> fitting =
        fitting(shard, CollectionConverters.asJava(current));
    if (fitting.isEmpty()) {
      return Futures.failed(
          new IllegalStateException(
              "shard '%s' waits: no node %s is there"
                  .formatted(
                      shard,
                      Tiers.roleOf(shard)
                          .map("with the role '%s'"::formatted)
                          .orElse("without a tier's role"))));
    }
    ActorRef preferred =
        fitting.containsKey(requester) ? requester : fitting.keySet().iterator().next();
    return inner.allocateShard(preferred, shard, immutable(fitting));
  }

  private Map<ActorRef, IndexedSeq<String>> fitting(
      String shard, Map<ActorRef, IndexedSeq<String>> current) {
    Map<ActorRef, IndexedSeq<String>> fitting = new LinkedHashMap<>();
    current.forEach((region, shards) -> {
      if (tiers.fits(shard, nodes.rolesOf(region))) {
        fitting.put(region, ofTier(Tiers.roleOf(shard), CollectionConverters.asJava(shards)));
      }
    });
    return fitting;
  }

  private static IndexedSeq<String> ofTier(Optional<String> role, Collection<String> shards) {
    List<String> same = shards.stream().filter(each -> Tiers.roleOf(each).equals(role)).toList();
    return CollectionConverters.asScala(same).toIndexedSeq();
  }

  private static <K, V> scala.collection.immutable.Map<K, V> immutable(Map<K, V> map) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(map));
  }

  /** Those that are where they may not be, and those that the other strategy moves in each tier. */
  @Override
  public Future<scala.collection.immutable.Set<String>> rebalance(
      scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> current,
      scala.collection.immutable.Set<String> inProgress) {
    Map<ActorRef, IndexedSeq<String>> all = CollectionConverters.asJava(current);
    Map<Optional<String>, String> samples = new HashMap<>();
    List<String> misplaced = new ArrayList<>();
    all.forEach((region, shards) -> {
      for (String shard : CollectionConverters.asJava(shards)) {
        samples.putIfAbsent(Tiers.roleOf(shard), shard);
        if (!tiers.fits(shard, nodes.rolesOf(region)) && !inProgress.contains(shard)) {
          misplaced.add(shard);
        }
      }
    });
    misplaced.removeIf(shard -> fitting(shard, all).isEmpty()); // Nowhere to go, so it stays.
    CompletionStage<java.util.Set<String>> moved =
        CompletableFuture.completedStage(new HashSet<>(misplaced));
    for (String sample : samples.values()) {
      moved =
          moved.thenCombine(
              FutureConverters.asJava(inner.rebalance(immutable(fitting(sample, all)), inProgress)),
              (before, more) -> {
                java.util.Set<String> both = new HashSet<>(before);
                both.addAll(CollectionConverters.asJava(more));
                return both;
              });
    }
    return FutureConverters.asScala(
        moved.thenApply(
            shards -> scala.collection.immutable.Set.from(CollectionConverters.asScala(shards))));
  }
}
