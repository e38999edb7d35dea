package dev.troupe.bench.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.actor.ActorType;
import dev.troupe.app.internal.NodeConfig;
import dev.troupe.app.internal.NodeStart;
import dev.troupe.bench.load.Wait;
import dev.troupe.cluster.Encryption;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.Placement;
import dev.troupe.cluster.Tenants;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.tenants.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * One of two nodes that talk mutual TLS, configured as any other: each type twice, hosted by us and
 * sharded by Pekko alone, on the same dispatcher, of as many shards, read and written by the same
 * serializer.
 */
final class ActorsNode implements AutoCloseable {
  /** How long whoever asks waits, through our references and through Pekko's. */
  static final Duration PATIENCE_OF_ASKS = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ActorSystem<Void> system;
  private final Entities entities;

  /**
   * Where a node is.
   *
   * @param host its address on this machine
   * @param port of its remoting; 0 for any
   * @param role of the types that it runs
   */
  record Place(String host, int port, String role) {
    /** Of the node that measures. */
    static final String NEAR = "near";

    /** Of the other. */
    static final String FAR = "far";
  }

  private ActorsNode(ActorSystem<Void> system) {
    this.system = system;
    this.entities = Entities.on(system);
    host(Place.NEAR, Counter.NEAR, Counter.RAW_NEAR);
    host(Place.FAR, Counter.FAR, Counter.RAW_FAR);
    entities.host(Score.NEAR, Placement.leastShards().onRole(Place.NEAR));
    entities.host(Score.FAR, Placement.leastShards().onRole(Place.FAR));
    raw(Place.NEAR, RawScore.NEAR);
    raw(Place.FAR, RawScore.FAR);
    var unused = start(Greenhouse.create(), Greenhouse.NAME);
  }

  private void host(
      String role, ActorType<Counter.Command> type, EntityTypeKey<Counter.Command> raw) {
    entities.host(type, Placement.leastShards().onRole(role));
    var unused =
        ClusterSharding.get(system)
            .init(Entity.of(raw, context -> Counter.create()).withRole(role));
  }

  private void raw(String role, EntityTypeKey<RawScore.Command> type) {
    var unused =
        ClusterSharding.get(system)
            .init(
                Entity.of(
                        type,
                        context ->
                            RawScore.create(
                                new PersistenceId(type.name() + "|" + context.getEntityId())))
                    .withRole(role));
  }

  /** Starts a node that is in no cluster yet, on tables that are there. */
  static ActorsNode start(DatabaseSettings database, Place place, Path tls) {
    return start(database, place, tls, Map.of());
  }

  /** The same, and with these settings. */
  static ActorsNode start(
      DatabaseSettings database, Place place, Path tls, Map<String, Object> settings) {
    Map<String, Object> differences = differences(place, tls);
    differences.putAll(settings);
    Config config =
        ConfigFactory.parseMap(differences, "the benchmark")
            .withFallback(NodeConfig.of(database, List.of()));
    Encryption encryption = Encryption.open(database, config);
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            NodeStart.SYSTEM,
            ActorSystemSetup.create(
                BootstrapSetup.create(config),
                MessageSerializer.setup(
                    MessageTypes.of(Score.NEAR, Score.FAR, Tenant.TYPE)
                        .and(Counter.NEAR, Counter.FAR, RawScore.MESSAGES, Greenhouse.MESSAGES)),
                encryption.setup()));
    system.getWhenTerminated().thenRun(encryption::close);
    return new ActorsNode(system);
  }

  private static Map<String, Object> differences(Place place, Path tls) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("pekko.remote.artery.canonical.hostname", place.host());
    settings.put("pekko.remote.artery.canonical.port", place.port());
    settings.put("pekko.remote.artery.bind.hostname", "");
    settings.put("pekko.remote.artery.bind.port", "");
    String ssl = "pekko.remote.artery.ssl.";
    settings.put("pekko.remote.artery.transport", "tls-tcp");
    settings.put(
        ssl + "ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
    String engine = ssl + "rotating-keys-engine.";
    settings.put(engine + "key-file", tls.resolve("tls.key").toString());
    settings.put(engine + "cert-file", tls.resolve("tls.crt").toString());
    settings.put(engine + "ca-cert-file", tls.resolve("ca.crt").toString());
    settings.put("pekko.cluster.roles", List.of(place.role()));
    settings.put("pekko.cluster.min-nr-of-members", 1);
    settings.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", "on");
    settings.put("pekko.coordinated-shutdown.exit-jvm", "off");
    // A machine whose cores are all busy is late with its heartbeats.
    settings.put("pekko.cluster.failure-detector.acceptable-heartbeat-pause", "60s");
    // After a pause ours ask the database before they answer, and Pekko's answer at once.
    settings.put("troupe.node.longest-pause", "60s");
    settings.put(
        "pekko.cluster.sharding.passivation.default-strategy.active-entity-limit", 1_000_000);
    settings.put("troupe.encryption.enabled", "off");
    settings.put("troupe.ask-timeout", PATIENCE_OF_ASKS);
    settings.put(Tenants.ONLY_KNOWN, false);
    return settings;
  }

  /**
   * Joins the cluster of the node at this address, which may be this one; returns when it is up.
   */
  void join(Address seed) throws InterruptedException {
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(seed));
    Wait.until(
        PATIENCE,
        address() + " is up",
        () -> cluster.selfMember().status().equals(MemberStatus.up()));
  }

  /** Returns when there is a node with this role. */
  Address await(String role) throws InterruptedException {
    Cluster cluster = Cluster.get(system);
    Wait.until(PATIENCE, "a node is " + role, () -> find(cluster, role).isPresent());
    return find(cluster, role).orElseThrow();
  }

  private static Optional<Address> find(Cluster cluster, String role) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.hasRole(role) && member.status().equals(MemberStatus.up()))
        .map(member -> member.address())
        .findFirst();
  }

  /** Where other nodes reach it. */
  Address address() {
    return Cluster.get(system).selfMember().address();
  }

  ActorSystem<Void> system() {
    return system;
  }

  Entities entities() {
    return entities;
  }

  /** Starts an actor among those of the system. */
  <M> ActorRef<M> start(Behavior<M> behavior, String name) {
    return system.systemActorOf(behavior, name, Props.empty());
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
