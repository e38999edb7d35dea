package dev.troupe.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.Declarations;
import dev.troupe.app.internal.NodeConfig;
import dev.troupe.app.internal.NodeStart;
import dev.troupe.cluster.Entities;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Bank;
import dev.troupe.sample.bank.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;

/** A node with the bank, in this JVM and a cluster of its own, configured as any other. */
final class BenchNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ActorSystem<Void> system;
  private final Entities entities;

  private BenchNode(ActorSystem<Void> system) {
    this.system = system;
    this.entities = Entities.on(system).host(Account.TYPE).host(Session.TYPE);
  }

  /** Returns when it is a member of its cluster. */
  static BenchNode start(DatabaseSettings database) {
    Declarations declarations = new Declarations();
    new Bank().declare(declarations);
    Schema.migrate(database);
    Config config =
        ConfigFactory.parseMap(differences(), "the benchmark")
            .withFallback(
                NodeConfig.of(database, List.of(Account.TYPE.name(), Session.TYPE.name())));
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            NodeStart.SYSTEM,
            ActorSystemSetup.create(
                BootstrapSetup.create(config),
                MessageSerializer.setup(declarations.messageTypes())));
    BenchNode node = new BenchNode(system);
    CompletableFuture<Void> up = new CompletableFuture<>();
    Cluster cluster = Cluster.get(Adapter.toClassic(system));
    cluster.registerOnMemberUp(() -> up.complete(null));
    cluster.join(cluster.selfAddress());
    up.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    return node;
  }

  private static Map<String, Object> differences() {
    return Map.of(
        "pekko.remote.artery.canonical.port",
        0,
        "pekko.remote.artery.bind.port",
        "",
        "pekko.cluster.min-nr-of-members",
        1,
        "pekko.coordinated-shutdown.exit-jvm",
        "off",
        // More than are activated: the limit is split over the shards, which differ in size.
        "pekko.cluster.sharding.passivation.default-strategy.active-entity-limit",
        100_000);
  }

  Entities entities() {
    return entities;
  }

  @Override
  public void close() {
    system.terminate();
    system
        .getWhenTerminated()
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
