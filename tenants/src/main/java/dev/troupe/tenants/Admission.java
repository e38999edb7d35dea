package dev.troupe.tenants;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The door of a node: how many commands each tenant may have in flight and send per second, and how
 * many all together may have in flight.
 *
 * <p>Behind it stand unbounded mailboxes; what is let in beyond what can be done only waits there,
 * and makes everybody wait. Remembers a tenant only while it has a command in flight or has lately
 * used its rate, so that invented tenants cost nothing. Thread-safe; never blocks.
 */
public final class Admission {
  private static final Duration SOON = Duration.ofMillis(500);

  /** So many tenants may be remembered before those are looked for that need not be. */
  private static final int MANY = 10_000;

  private final DefaultLimits defaults;
  private final int perNode;
  private final IntSupplier nodes;
  private final LongSupplier nanoTime;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private final ConcurrentMap<TenantId, Use> uses = new ConcurrentHashMap<>();

  /** What a tenant uses now; guarded by the map's lock on its key. */
  private static final class Use {
    private int inFlight;
    private @Nullable Allowance allowance;

    private boolean isForgettable(LongSupplier nanoTime) {
      return inFlight == 0 && (allowance == null || allowance.isFull(nanoTime.getAsLong()));
    }
  }

  /**
   * A door with these limits.
   *
   * @param defaults for tenants without limits of their own
   * @param perNode commands of all tenants in flight, at least 1
   * @param nodes how many nodes share the rate of a tenant
   * @param nanoTime a monotonic clock
   * @throws IllegalArgumentException if a limit is less than 1
   */
  public Admission(DefaultLimits defaults, int perNode, IntSupplier nodes, LongSupplier nanoTime) {
    if (perNode < 1) {
      throw new IllegalArgumentException(
          "troupe.admission.per-node must be at least 1, was %d".formatted(perNode));
    }
    this.defaults = defaults;
    this.perNode = perNode;
    this.nodes = nodes;
    this.nanoTime = nanoTime;
  }

  /** The right to have one command in flight, until it is closed; closing it twice is harmless. */
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets one command of this tenant in.
   *
   * @param own the tenant's limits
   * @throws Throttled if the tenant is at a limit
   * @throws Unavailable if the node is at its limit
   */
  public Permit enter(TenantId tenant, TenantLimits own) {
    if (inFlight.incrementAndGet() > perNode) {
      inFlight.decrementAndGet();
      throw new Unavailable(
          "this node has %d commands in flight, as many as troupe.admission.per-node allows"
              .formatted(perNode),
          SOON);
    }
    try {
      uses.compute(tenant, (same, use) -> entered(tenant, own, use == null ? new Use() : use));
    } catch (Throttled e) {
      inFlight.decrementAndGet();
      throw e;
    }
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        leave(tenant);
      }
    };
  }

  private Use entered(TenantId tenant, TenantLimits own, Use use) {
    long most = defaults.of(Limit.COMMANDS_IN_FLIGHT, own);
    if (use.inFlight >= most) {
      throw throttled(tenant, Limit.COMMANDS_IN_FLIGHT, most, SOON);
    }
    long rate = defaults.of(Limit.COMMANDS_PER_SECOND, own);
    if (rate < Limit.COMMANDS_PER_SECOND.most()) {
      long now = nanoTime.getAsLong();
      if (use.allowance == null) {
        use.allowance = new Allowance(now);
      }
      long wait = use.allowance.take((double) rate / Math.max(1, nodes.getAsInt()), now);
      if (wait > 0) {
        throw throttled(tenant, Limit.COMMANDS_PER_SECOND, rate, Duration.ofNanos(wait));
      }
    } else {
      use.allowance = null;
    }
    use.inFlight++;
    return use;
  }

  private static Throttled throttled(TenantId tenant, Limit limit, long allowed, Duration wait) {
    return new Throttled("tenant " + tenant, limit.setting(), allowed, wait);
  }

  private void leave(TenantId tenant) {
    uses.computeIfPresent(
        tenant,
        (same, use) -> {
          use.inFlight--;
          return use.isForgettable(nanoTime) ? null : use;
        });
    inFlight.decrementAndGet();
    if (uses.size() > MANY && left.incrementAndGet() % MANY == 0) {
      uses.keySet()
          .forEach(each ->
              uses.computeIfPresent(each, (same, use) -> use.isForgettable(nanoTime) ? null : use));
    }
  }

  /** How many commands of all tenants are in flight. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How many tenants are remembered. */
  public int tenantsKnown() {
    return uses.size();
  }
}
