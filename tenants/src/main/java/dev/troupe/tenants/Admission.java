package dev.troupe.tenants;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The door of a node: how many commands each tenant, and all together, may have in flight.
 *
 * <p>Behind it stand unbounded mailboxes; what is let in beyond what can be done only waits there,
 * and makes everybody wait. Holds an entry only for a tenant with a command in flight, so that
 * invented tenants cost nothing. Thread-safe; never blocks.
 */
public final class Admission {
  /** The setting that limits one tenant. */
  public static final String PER_TENANT = "troupe.admission.per-tenant";

  private static final Duration SOON = Duration.ofMillis(500);

  private final int perTenant;
  private final int perNode;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ConcurrentMap<TenantId, Integer> inFlightByTenant = new ConcurrentHashMap<>();

  /**
   * A door with these limits.
   *
   * @param perTenant commands of one tenant in flight, at least 1
   * @param perNode commands of all tenants in flight, at least 1
   * @throws IllegalArgumentException if a limit is less than 1
   */
  public Admission(int perTenant, int perNode) {
    if (perTenant < 1 || perNode < 1) {
      throw new IllegalArgumentException(
          "admission limits must be at least 1, were %d per tenant and %d per node"
              .formatted(perTenant, perNode));
    }
    this.perTenant = perTenant;
    this.perNode = perNode;
  }

  /** The right to have one command in flight, until it is closed; closing it twice is harmless. */
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets one command of this tenant in.
   *
   * @throws Throttled if the tenant is at its limit
   * @throws Unavailable if the node is at its limit
   */
  public Permit enter(TenantId tenant) {
    if (inFlight.incrementAndGet() > perNode) {
      inFlight.decrementAndGet();
      throw new Unavailable(
          "this node has %d commands in flight, as many as troupe.admission.per-node allows"
              .formatted(perNode),
          SOON);
    }
    if (inFlightByTenant.merge(tenant, 1, Integer::sum) > perTenant) {
      leave(tenant);
      throw new Throttled("tenant " + tenant, PER_TENANT, perTenant, SOON);
    }
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        leave(tenant);
      }
    };
  }

  private void leave(TenantId tenant) {
    inFlightByTenant.computeIfPresent(tenant, (t, count) -> count == 1 ? null : count - 1);
    inFlight.decrementAndGet();
  }

  /** How many commands of all tenants are in flight. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How many tenants have a command in flight. */
  public int tenantsInFlight() {
    return inFlightByTenant.size();
  }
}
