package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The entities and plain actors that run on this node, by tenant, each tenant's in the order of
 * their last use.
 *
 * <p>A tenant that has more than it may loses those that it has used least lately: they are told to
 * passivate, which is that they stop once they have done what they were sent, while the shard keeps
 * what comes meanwhile. No other tenant's is touched, nor looked at.
 *
 * <p>A use is the time in the actor's own seat, and takes no lock: nobody else writes there. The
 * order is put right when somebody has to go. Until then a seat lies in a heap by the use that it
 * was put there with, which is no later than its last one; so if the first has not been used since,
 * none was used less lately, and else it is put back by its last use. Thread-safe.
 */
public final class ActiveEntities {
  private final ToLongFunction<TenantId> allowed;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<TenantId, Tenant> tenants = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> types = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param allowed how many a tenant may have now; none if it is not served
   */
  public ActiveEntities(ToLongFunction<TenantId> allowed) {
    this(allowed, System::nanoTime);
  }

  /** The same by this clock. */
  ActiveEntities(ToLongFunction<TenantId> allowed, LongSupplier nanoTime) {
    this.allowed = allowed;
    this.nanoTime = nanoTime;
  }

  /** Those of one tenant, whose fields its lock guards. */
  private static final class Tenant {
    /** So many may lie in the order that are not part of it any more, beside as many as are. */
    private static final int SPARE = 16;

    private final TenantId id;
    private final LongSupplier nanoTime;
    private final PriorityQueue<Seat> order = new PriorityQueue<>(1);
    private long inOrder;
    private long running;

    private Tenant(TenantId id, LongSupplier nanoTime) {
      this.id = id;
      this.nanoTime = nanoTime;
    }

    /** One starts, so that this is not forgotten meanwhile. */
    private synchronized Tenant expecting() {
      running++;
      return this;
    }

    private synchronized void add(Seat seat) {
      seat.isInOrder = true;
      inOrder++;
      order.add(seat);
    }

    /** Takes it out of the order; whether it was there. */
    private synchronized boolean take(Seat seat) {
      if (!seat.isInOrder) {
        return false;
      }
      seat.isInOrder = false;
      inOrder--;
      if (order.size() > 2 * inOrder + SPARE) {
        order.removeIf(each -> !each.isInOrder);
      }
      return true;
    }

    /** Whether no other is left. */
    private synchronized boolean remove(Seat seat) {
      take(seat);
      if (!seat.isGone) {
        seat.isGone = true;
        seat.ofType.decrement();
        running--;
      }
      return running == 0;
    }

    private synchronized List<Seat> takeBeyond(long most) {
      if (inOrder <= most) {
        return List.of();
      }
      List<Seat> coldest = new ArrayList<>();
      while (inOrder > most) {
        Seat seat = order.remove();
        if (seat.isInOrder && seat.isUsedSince()) {
          order.add(seat);
        } else if (take(seat)) {
          coldest.add(seat);
        }
      }
      return coldest;
    }

    private synchronized long running() {
      return running;
    }
  }

  /** The place of one running actor. Thread-safe, though used by that actor mostly. */
  public static final class Seat implements Comparable<Seat> {
    private static final AtomicLongFieldUpdater<Seat> LAST_USE =
        AtomicLongFieldUpdater.newUpdater(Seat.class, "lastUse");

    private final Tenant tenant;
    private final LongAdder ofType;
    private final Runnable passivate;

    /** Written by the actor alone, and read by who looks for the one that is used least lately. */
    private volatile long lastUse;

    private long placedBy;
    private boolean isInOrder;
    private boolean isGone;

    private Seat(Tenant tenant, LongAdder ofType, Runnable passivate) {
      this.tenant = tenant;
      this.ofType = ofType;
      this.passivate = passivate;
      this.lastUse = tenant.nanoTime.getAsLong();
      this.placedBy = lastUse;
    }

    /** Whether it was used after it was placed, and is now to be placed by that. */
    private boolean isUsedSince() {
      long last = lastUse;
      boolean isUsed = last != placedBy;
      placedBy = last;
      return isUsed;
    }

    /** The one that was used less lately is the first. */
    @Override
    public int compareTo(Seat other) {
      return Long.signum(placedBy - other.placedBy);
    }

    /** Whose it is. */
    public TenantId whose() {
      return tenant.id;
    }

    /** It has something to do. */
    public void used() {
      LAST_USE.lazySet(this, tenant.nanoTime.getAsLong());
    }

    /** It stops as soon as it has done what it was sent; said once. */
    public void passivate() {
      if (tenant.take(this)) {
        passivate.run();
      }
    }
  }

  /**
   * An actor of this type and tenant starts.
   *
   * @param passivate tells its shard that it is to stop; called at most once, by any thread
   */
  public Seat enter(String type, TenantId tenant, Runnable passivate) {
    Tenant its =
        tenants.compute(
            tenant,
            (same, known) -> (known == null ? new Tenant(tenant, nanoTime) : known).expecting());
    LongAdder ofType = types.computeIfAbsent(type, same -> new LongAdder());
    ofType.increment();
    Seat seat = new Seat(its, ofType, passivate);
    its.add(seat);
    trim(tenant);
    return seat;
  }

  /** The actor has stopped; saying it again does nothing. */
  public void leave(TenantId tenant, Seat seat) {
    tenants.computeIfPresent(tenant, (same, its) -> its.remove(seat) ? null : its);
  }

  /** Stops what a tenant has beyond its limit; to be called when that may have become less. */
  public void trim(TenantId tenant) {
    Tenant its = tenants.get(tenant);
    if (its != null) {
      its.takeBeyond(allowed.applyAsLong(tenant)).forEach(seat -> seat.passivate.run());
    }
  }

  /** Stops all of a tenant's that run on this node now. */
  public void stop(TenantId tenant) {
    Tenant its = tenants.get(tenant);
    if (its != null) {
      its.takeBeyond(0).forEach(seat -> seat.passivate.run());
    }
  }

  /** How many of a tenant's run on this node, also those that are told to stop and have not yet. */
  public long running(TenantId tenant) {
    Tenant its = tenants.get(tenant);
    return its == null ? 0 : its.running();
  }

  /** How many run on this node by type; of a type that ever ran, perhaps none. */
  public Map<String, Long> byType() {
    return types.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().sum()));
  }
}
