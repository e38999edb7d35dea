package dev.troupe.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.ActorType;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityType;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;

/** A cluster of one node that remembers events in memory. */
final class MemoryNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.loglevel = WARNING
      troupe.tenants.only-known = false
      pekko.cluster.sharding.number-of-shards = 4
      """;

  final ActorSystem<Void> system;
  final Entities entities;

  MemoryNode(String settings, List<EntityType<?>> types, List<ActorType<?>> actors) {
    this(settings, new MessageTypes(types, actors));
    types.forEach(entities::host);
    actors.forEach(entities::host);
  }

  /** One that can host these types, and does not yet. */
  MemoryNode(String settings, MessageTypes types) {
    Config config =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseString(CONFIG))
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(ConfigFactory.load());
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "memory",
            ActorSystemSetup.create(BootstrapSetup.create(config), MessageSerializer.setup(types)));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    entities = Entities.on(system);
  }

  <N, R> Reply<R> ask(EntityType<N> type, TenantId tenant, String id, EntityCommand<N, R> command)
      throws Exception {
    return entities
        .refFor(type, tenant, id)
        .withTimeout(PATIENCE)
        .ask(command)
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The keys of the entities of a type that run, as the shards know them. */
  List<String> active(EntityType<?> type) {
    TestProbe<CurrentShardRegionState> probe = TestProbe.create(system);
    ClusterSharding.get(system)
        .shardState()
        .tell(
            new GetShardRegionState(
                EntityTypeKey.create(EntityEnvelope.class, type.name()), probe.getRef()));
    return probe.receiveMessage().getShards().stream()
        .flatMap(shard -> shard.getEntityIds().stream())
        .toList();
  }

  /** Waits until this assertion holds. */
  void await(Runnable assertion) {
    TestProbe.create(system)
        .awaitAssert(
            PATIENCE,
            () -> {
              assertion.run();
              return null;
            });
  }

  @Override
  public void close() {
    ActorTestKit.shutdown(system);
  }
}
