package dev.troupe.metrics.internal;

import dev.troupe.model.TenantId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the tenants that do the most do, by name, and what all others do together; so the number of
 * series does not grow with the number of tenants. {@link #rank} is for one thread; all else is
 * thread-safe.
 */
public final class TenantMeters {
  private static final int THROTTLED = Outcome.COUNT;
  private static final long[] NONE = new long[THROTTLED + 1];

  private final MeterRegistry registry;
  private final TopTenants tenants;
  private final Map<String, List<Meter>> registered = new HashMap<>();

  /**
   * Counts here.
   *
   * @param named how many tenants are named
   * @param toldApart how many are told apart to find those
   */
  public TenantMeters(MeterRegistry registry, int named, int toldApart) {
    this.registry = registry;
    this.tenants = new TopTenants(named, toldApart, THROTTLED + 1);
    show();
  }

  /** A command of this tenant ended. */
  public void ended(TenantId tenant, Outcome outcome) {
    tenants.count(tenant, outcome.index());
  }

  /** This tenant was at a limit. */
  public void throttled(TenantId tenant) {
    tenants.count(tenant, THROTTLED);
  }

  /** Looks who is named. */
  public void rank() {
    tenants.rank();
    show();
  }

  private void show() {
    Map<String, long[]> shown = tenants.shown();
    List<String> gone = new ArrayList<>(registered.keySet());
    gone.removeAll(shown.keySet());
    for (String tenant : gone) {
      List<Meter> meters = registered.remove(tenant);
      if (meters != null) {
        meters.forEach(registry::remove);
      }
    }
    shown.keySet().forEach(tenant -> registered.computeIfAbsent(tenant, this::register));
  }

  private List<Meter> register(String tenant) {
    List<Meter> meters = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      meters.add(
          counter("troupe.tenant.commands", tenant, outcome.index())
              .description("commands and queries of a tenant that were sent from this node")
              .tag("outcome", outcome.label())
              .register(registry));
    }
    meters.add(
        counter("troupe.tenant.throttled", tenant, THROTTLED)
            .description("what was refused since the tenant was at a limit")
            .register(registry));
    return meters;
  }

  private FunctionCounter.Builder<TopTenants> counter(String name, String tenant, int kind) {
    return FunctionCounter.builder(
            name, tenants, all -> all.shown().getOrDefault(tenant, NONE)[kind])
        .tag("tenant", tenant);
  }
}
