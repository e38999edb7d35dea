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
  private final ConcurrentMap<TenantId, TenantUse> uses = new ConcurrentHashMap<>();

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

  /** A command that was let in. */
  private final class Entry implements Permit {
    private final TenantId tenant;
    private final TenantUse use;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);

    private Entry(TenantId tenant, TenantUse use) {
      this.tenant = tenant;
      this.use = use;
    }

    @Override
    public void close() {
      if (isOpen.compareAndSet(true, false)) {
        left(tenant, use);
        inFlight.decrementAndGet();
        forgetSome();
      }
    }
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
      return new Entry(tenant, entered(tenant, own));
    } catch (Throttled e) {
      inFlight.decrementAndGet();
      throw e;
    }
  }

  private TenantUse entered(TenantId tenant, TenantLimits own) {
    TenantUse use = withRoom(tenant, defaults.of(Limit.COMMANDS_IN_FLIGHT, own));
    long rate = defaults.of(Limit.COMMANDS_PER_SECOND, own);
    if (rate >= Limit.COMMANDS_PER_SECOND.most()) {
      use.mayAtAnyRate();
      return use;
    }
    long wait = use.take((double) rate / Math.max(1, nodes.getAsInt()), nanoTime.getAsLong());
    if (wait > 0) {
      left(tenant, use);
      throw throttled(tenant, Limit.COMMANDS_PER_SECOND, rate, Duration.ofNanos(wait));
    }
    return use;
  }

  private TenantUse withRoom(TenantId tenant, long most) {
    while (true) {
      TenantUse use = uses.get(tenant);
      if (use == null) {
        use = uses.computeIfAbsent(tenant, same -> new TenantUse());
      }
      switch (use.enter(most)) {
        case ENTERED -> {
          return use;
        }
        case FULL -> throw throttled(tenant, Limit.COMMANDS_IN_FLIGHT, most, SOON);
        // Whoever forgot it is about to take it away as well, and need not be waited for.
        case FORGOTTEN -> uses.remove(tenant, use);
      }
    }
  }

  private static Throttled throttled(TenantId tenant, Limit limit, long allowed, Duration wait) {
    return new Throttled("tenant " + tenant, limit.setting(), allowed, wait);
  }

  private void left(TenantId tenant, TenantUse use) {
    if (use.leave() == 0) {
      forget(tenant, use);
    }
  }

  private void forget(TenantId tenant, TenantUse use) {
    if (use.forget(nanoTime)) {
      uses.remove(tenant, use);
    }
  }

  /** Nobody comes to say that a tenant's allowance is full again. */
  private void forgetSome() {
    if (uses.size() > MANY && left.incrementAndGet() % MANY == 0) {
      uses.forEach(this::forget);
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
