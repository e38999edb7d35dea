package dev.troupe.tenants;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a tenant may use that has no limits of its own. Immutable. */
public final class DefaultLimits {
  private final Map<Limit, Long> all = new EnumMap<>(Limit.class);

  /**
   * Limits with these values.
   *
   * @throws IllegalArgumentException if a limit can't have its value
   */
  public DefaultLimits(ToLongFunction<Limit> values) {
    for (Limit limit : Limit.values()) {
      all.put(limit, limit.require(values.applyAsLong(limit)));
    }
  }

  /** What holds for a tenant with these limits of its own. */
  public long of(Limit limit, TenantLimits own) {
    Long byDefault = all.get(limit);
    return own.of(limit, byDefault == null ? limit.most() : byDefault);
  }
}
