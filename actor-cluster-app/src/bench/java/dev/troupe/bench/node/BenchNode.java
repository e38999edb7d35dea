package dev.troupe.bench.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.Declarations;
import dev.troupe.app.internal.NodeConfig;
import dev.troupe.app.internal.NodeStart;
import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.SettledHeap;
import dev.troupe.bench.load.Wait;
import dev.troupe.cluster.Audit;
import dev.troupe.cluster.Encryption;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.Projections;
import dev.troupe.cluster.Reminders;
import dev.troupe.cluster.Tenants;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.feed.SliceStatus;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.sample.bank.Bank;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Tenant;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;

/** A node with the bank, in this JVM and a cluster of its own, configured as any other. */
public final class BenchNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ActorSystem<Void> system;
  private final Entities entities;

  private BenchNode(ActorSystem<Void> system, Declarations declarations) {
    this.system = system;
    this.entities = Entities.on(system);
    declarations.hostOn(entities);
  }

  /** Returns when it is a member of its cluster. */
  static BenchNode start(DatabaseSettings database, Variant variant) {
    Declarations declarations = new Declarations();
    new Bank().declare(declarations);
    declarations.host(Note.TYPE).host(Alarm.TYPE);
    Schema.migrate(database);
    declarations.migrations().forEach((name, folder) -> Schema.migrate(database, name, folder));
    List<String> types = declarations.entities().stream().map(t -> t.name()).toList();
    Map<String, Object> differences = new HashMap<>(differences());
    differences.putAll(variant.settings());
    Config config =
        ConfigFactory.parseMap(differences, "the benchmark")
            .withFallback(NodeConfig.of(database, types));
    Encryption encryption = Encryption.open(database, config);
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            NodeStart.SYSTEM,
            ActorSystemSetup.create(
                BootstrapSetup.create(config),
                MessageSerializer.setup(declarations.messageTypes()),
                encryption.setup()));
    system.getWhenTerminated().thenRun(encryption::close);
    BenchNode node = new BenchNode(system, declarations);
    CompletableFuture<Void> up = new CompletableFuture<>();
    Cluster cluster = Cluster.get(Adapter.toClassic(system));
    cluster.registerOnMemberUp(() -> up.complete(null));
    cluster.join(cluster.selfAddress());
    up.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (!config.getString(Variant.DAO).equals("stock")) {
      Reminders.on(system).start();
    }
    if (config.getBoolean(Tenants.ONLY_KNOWN)) {
      Audit.on(system).start();
      Tenants.on(system).start();
    }
    if (variant.isProjected()) {
      declarations.projections().forEach(projection -> Projections.on(system).run(projection));
    }
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
        "pekko.cluster.jmx.multi-mbeans-in-same-jvm",
        "on",
        // More than are activated: the limit is split over the shards, which differ in size.
        "pekko.cluster.sharding.passivation.default-strategy.active-entity-limit",
        100_000,
        // The journal is what is measured with 10,000 in flight, and not the door.
        "troupe.admission.per-node",
        20_000,
        // Nobody creates those of a run.
        Tenants.ONLY_KNOWN,
        false);
  }

  /** How far behind the slices of its projections are, together. */
  long eventsBehind() {
    long events = 0;
    Projections projections = Projections.on(system);
    for (String name : projections.names()) {
      for (SliceStatus slice : projections.status(name).toCompletableFuture().join()) {
        events += slice.lag().events();
      }
    }
    return events;
  }

  /** Creates these tenants, each with these limits, and returns when this node serves them. */
  void create(List<TenantId> tenants, Map<String, Long> limits) throws InterruptedException {
    Tenants all = Tenants.on(system);
    By by = new By("bench", "the benchmark");
    ClosedLoop.all(
        tenants.size(),
        1,
        i ->
            all.refFor(tenants.get(i))
                .ask(new Tenant.Create(limits, by))
                .thenApply(reply ->
                    reply instanceof Reply.Accepted
                        ? Optional.empty()
                        : Optional.of(reply.toString())));
    Wait.until(
        PATIENCE,
        "this node knows " + tenants,
        () -> all.isCurrent() && tenants.stream().allMatch(each -> all.find(each).isPresent()));
  }

  /** The heap that this JVM uses, without what this node is done with. */
  long settledHeap() throws InterruptedException {
    return SettledHeap.bytes(system);
  }

  /** Its entities. */
  public Entities entities() {
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
