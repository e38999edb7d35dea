package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import dev.troupe.actor.Interceptors;
import dev.troupe.cluster.internal.NearEntities;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.auth.Permissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.delivery.ConsumerController.SequencedMessage;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** The types of entities, plain actors and deliveries that this node hosts. Thread-safe. */
final class HostedTypes {
  private final ActorSystem<?> system;
  private final Hosting hosting;
  private final ShardHash hash;
  private final Consumer<AuditEntry> refused;
  private final Map<String, ShardHash> hashes = new ConcurrentHashMap<>();
  private final Map<String, TenantEntityRef.Way> ways = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param hosting what is started for a key
   * @param hash where keys are that are not placed otherwise
   * @param refused is told of what crosses tenants
   */
  HostedTypes(
      ActorSystem<?> system, Hosting hosting, ShardHash hash, Consumer<AuditEntry> refused) {
    this.system = system;
    this.hosting = hosting;
    this.hash = hash;
    this.refused = refused;
  }

  /** Hosts entities behind a border of theirs. */
  <N> void host(EntityType<N> type, Hosting.Wrapping<N> wrapping, Placement placement) {
    host(type, wrapping, placement, new Border(placed(placement), refused));
  }

  /** Hosts entities behind this border. */
  <N> void host(
      EntityType<N> type, Hosting.Wrapping<N> wrapping, Placement placement, Border border) {
    requireUsable(type.name());
    NearEntities near = new NearEntities();
    ActorRef<EntityEnvelope> region =
        Hosting.init(system, hosting.of(type, wrapping, border, near), placement);
    near.through(region);
    ways.put(
        type.name(),
        new TenantEntityRef.Way(
            system, region, near, ClusterSharding.get(system), hosting.door(), hosting.metrics()));
    hashes.put(type.name(), border.hash());
  }

  /** Hosts plain actors, of which nothing but their shards is known here. */
  <M> void host(ActorType<M> type, Interceptors<M> interceptors, Placement placement) {
    requireUsable(type.name());
    ShardHash placed = placed(placement);
    Hosting.init(system, hosting.of(type, interceptors, placed), placement);
    hashes.put(type.name(), placed);
  }

  /** Hosts who takes these deliveries, and says where they are sent. */
  <M> ActorRef<ShardingEnvelope<SequencedMessage<M>>> host(
      DeliveryType<M> type, Placement placement) {
    requireUsable(type.name());
    ShardHash placed = placed(placement);
    var region = Hosting.init(system, hosting.of(type, placed), placement);
    hashes.put(type.name(), placed);
    return region;
  }

  private ShardHash placed(Placement placement) {
    return placement.hash(system, hash);
  }

  private static void requireUsable(String type) {
    if (type.equals(Permissions.OPERATOR)) {
      throw new IllegalArgumentException(
          "'%s' can't be a type's name: its scopes are for what is done to tenants; rename it"
              .formatted(type));
    }
  }

  Set<String> names() {
    return Set.copyOf(hashes.keySet());
  }

  boolean has(String type) {
    return hashes.containsKey(type);
  }

  /** Refuses a type that is not hosted. */
  void require(String type) {
    if (!has(type)) {
      throw new IllegalStateException(
          "'%s' is not hosted on this node, which hosts %s; call host(..) first"
              .formatted(type, hashes.keySet()));
    }
  }

  /** The shard of a key of this type, which is hosted. */
  String shardOf(String type, EntityKey key) {
    return Optional.ofNullable(hashes.get(type)).orElseThrow().shardOf(key.encoded());
  }

  /** Where commands to entities of this type are sent, if it is one. */
  Optional<ActorRef<EntityEnvelope>> find(String type) {
    return Optional.ofNullable(ways.get(type)).map(TenantEntityRef.Way::region);
  }

  /**
   * The same.
   *
   * @throws Unavailable if it is none
   */
  ActorRef<EntityEnvelope> region(String type) {
    return find(type).orElseThrow(() -> noEntityType(type));
  }

  /**
   * How commands get to entities of this type. Each reference asks this.
   *
   * @throws IllegalStateException if the type is not hosted
   * @throws Unavailable if it is none of entities
   */
  TenantEntityRef.Way way(String type) {
    TenantEntityRef.Way way = ways.get(type);
    if (way == null) {
      require(type);
      throw noEntityType(type);
    }
    return way;
  }

  private static Unavailable noEntityType(String type) {
    return new Unavailable("'%s' is no entity type of this node".formatted(type));
  }
}
