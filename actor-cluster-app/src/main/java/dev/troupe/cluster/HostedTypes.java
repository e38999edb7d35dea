package dev.troupe.cluster;

import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.tenants.auth.Permissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;

/** The types of entities and plain actors that this node hosts. Thread-safe. */
final class HostedTypes {
  private final Map<String, ShardHash> hashes = new ConcurrentHashMap<>();
  private final Map<String, ActorRef<EntityEnvelope>> regions = new ConcurrentHashMap<>();

  /** An entity type, whose commands this region takes. */
  void add(String type, ShardHash hash, ActorRef<EntityEnvelope> region) {
    regions.put(type, region);
    add(type, hash);
  }

  /**
   * A type of which nothing but its shards is known here.
   *
   * @throws IllegalArgumentException if its name has another meaning
   */
  void add(String type, ShardHash hash) {
    if (type.equals(Permissions.OPERATOR)) {
      throw new IllegalArgumentException(
          "'%s' can't be a type's name: its scopes are for what is done to tenants; rename it"
              .formatted(type));
    }
    hashes.put(type, hash);
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
    return Optional.ofNullable(regions.get(type));
  }

  /**
   * The same.
   *
   * @throws Unavailable if it is none
   */
  ActorRef<EntityEnvelope> region(String type) {
    return find(type)
        .orElseThrow(() -> new Unavailable("'%s' is no entity type of this node".formatted(type)));
  }
}
