package dev.troupe.cluster.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import dev.troupe.model.TenantId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which tenants have nodes of their own: by tenant the role of the nodes that run its entities.
 * Immutable.
 */
public final class Tiers {
  /** The setting, a role each with its tenants. */
  public static final String SETTING = "troupe.sharding.tiers";

  private static final char BEFORE_NUMBER = '-';

  private final NavigableMap<String, String> roles;

  private Tiers(NavigableMap<String, String> roles) {
    this.roles = roles;
  }

  /**
   * As this configuration says.
   *
   * @throws IllegalArgumentException if a tenant is none, or is named twice
   */
  public static Tiers of(Config config) {
    NavigableMap<String, String> roles = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> tier : config.getConfig(SETTING).root().entrySet()) {
      for (String name : String.valueOf(tier.getValue().unwrapped()).split(",", -1)) {
        String tenant = TenantId.of(name.strip()).value();
        String before = roles.put(tenant, tier.getKey());
        if (before != null) {
          throw new IllegalArgumentException(
              "%s: tenant '%s' is in '%s' and '%s'; name it once"
                  .formatted(SETTING, tenant, before, tier.getKey()));
        }
      }
    }
    return new Tiers(roles);
  }

  /** The shard of this number that is for the tenant of this key, as all nodes call it. */
  String shardOf(String key, String number) {
    String role = roles.get(key.substring(0, Math.max(0, key.indexOf(':'))));
    return role == null ? number : role + BEFORE_NUMBER + number;
  }

  /** The role of the nodes that may have this shard; empty: those that have none of the roles. */
  static Optional<String> roleOf(String shard) {
    int end = shard.lastIndexOf(BEFORE_NUMBER);
    return end < 0 ? Optional.empty() : Optional.of(shard.substring(0, end));
  }

  /** Whether a node with these roles may have this shard. */
  boolean fits(String shard, Set<String> ofNode) {
    return roleOf(shard)
        .map(ofNode::contains)
        .orElseGet(() -> ofNode.stream().noneMatch(roles::containsValue));
  }

  /** What nodes compare; empty if there are none. */
  String text() {
    return roles.isEmpty() ? "" : roles.toString();
  }
}
