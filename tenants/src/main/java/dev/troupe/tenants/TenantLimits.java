package dev.troupe.tenants;

import java.util.HashMap;
import java.util.Map;

/**
 * The limits that a tenant has of its own. For all others the node's defaults hold.
 *
 * @param own by {@link Limit#key}; a key that this build does not know, which a newer one wrote, is
 *     kept and has no effect
 */
public record TenantLimits(Map<String, Long> own) {
  /** None of its own. */
  public static final TenantLimits NONE = new TenantLimits(Map.of());

  /** Keeps the map from being changed later. */
  public TenantLimits {
    own = Map.copyOf(own);
  }

  /** These, with some changed, by {@link Limit#key}. */
  public TenantLimits with(Map<String, Long> changes) {
    Map<String, Long> all = new HashMap<>(own);
    all.putAll(changes);
    return new TenantLimits(all);
  }

  /**
   * Checks limits that come from outside.
   *
   * @throws IllegalArgumentException if there is no such limit, or it can't have that value
   */
  public static void requireKnown(Map<String, Long> changes) {
    changes.forEach((key, value) ->
        Limit.parse(key)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "limit '%s' is not known; there are %s".formatted(key, Limit.keys())))
            .require(value));
  }

  /** What holds for a tenant that has these, where this is the node's default. */
  public long of(Limit limit, long byDefault) {
    Long mine = own.isEmpty() ? null : own.get(limit.key());
    return mine == null ? byDefault : mine;
  }
}
