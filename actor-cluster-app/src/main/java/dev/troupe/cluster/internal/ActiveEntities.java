package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The entities and plain actors that run on this node, by tenant, each tenant's in the order of
 * their last use.
 *
 * <p>A tenant that has more than it may loses those that it has used least lately: they are told to
 * passivate, which is that they stop once they have done what they were sent, while the shard keeps
 * what comes meanwhile. No other tenant's is touched, nor looked at. A use of another than the last
 * one costs a lock that only this tenant's actors take, and a few pointers. Thread-safe.
 */
public final class ActiveEntities {
  private final ToLongFunction<TenantId> allowed;
  private final ConcurrentMap<TenantId, Tenant> tenants = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> types = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param allowed how many a tenant may have now; none if it is not served
   */
  public ActiveEntities(ToLongFunction<TenantId> allowed) {
    this.allowed = allowed;
  }

  /** Those of one tenant; a ring, whose fields and whose seats' fields its lock guards. */
  private static final class Tenant {
    private final TenantId id;
    private final Seat ends = new Seat(this, new LongAdder(), () -> {});

    /** The one before the ends, for who only looks whether it is that. */
    private volatile Seat latest = ends;

    private long inOrder;
    private long running;

    private Tenant(TenantId id) {
      this.id = id;
    }

    private void append(Seat seat) {
      seat.before = ends.before;
      seat.after = ends;
      ends.before.after = seat;
      ends.before = seat;
      latest = seat;
    }

    private void unlink(Seat seat) {
      seat.before.after = seat.after;
      seat.after.before = seat.before;
      latest = ends.before;
    }

    /** One starts, so that this is not forgotten meanwhile. */
    private synchronized Tenant expecting() {
      running++;
      return this;
    }

    private synchronized void add(Seat seat) {
      append(seat);
      seat.isInOrder = true;
      inOrder++;
    }

    /** What is used several times in a row, as most are, takes the lock once. */
    private void touch(Seat seat) {
      if (latest != seat) {
        move(seat);
      }
    }

    private synchronized void move(Seat seat) {
      if (seat.isInOrder) {
        unlink(seat);
        append(seat);
      }
    }

    /** Takes it out of the order; whether it was there. */
    private synchronized boolean take(Seat seat) {
      if (!seat.isInOrder) {
        return false;
      }
      unlink(seat);
      seat.isInOrder = false;
      inOrder--;
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
        Seat seat = ends.after;
        take(seat);
        coldest.add(seat);
      }
      return coldest;
    }

    private synchronized long running() {
      return running;
    }
  }

  /** The place of one running actor. Thread-safe, though used by that actor mostly. */
  public static final class Seat {
    private final Tenant tenant;
    private final LongAdder ofType;
    private final Runnable passivate;
    private Seat before = this;
    private Seat after = this;
    private boolean isInOrder;
    private boolean isGone;

    private Seat(Tenant tenant, LongAdder ofType, Runnable passivate) {
      this.tenant = tenant;
      this.ofType = ofType;
      this.passivate = passivate;
    }

    /** Whose it is. */
    TenantId whose() {
      return tenant.id;
    }

    /** It has something to do. */
    public void used() {
      tenant.touch(this);
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
            tenant, (same, known) -> (known == null ? new Tenant(tenant) : known).expecting());
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
