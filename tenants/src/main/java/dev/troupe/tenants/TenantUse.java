package dev.troupe.tenants;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant uses of a node's door, until it is forgotten. Thread-safe; a command that comes
 * where no rate is set takes no lock.
 */
final class TenantUse {
  private static final int IS_FORGOTTEN = -1;

  private final AtomicInteger inFlight = new AtomicInteger();

  /** Changed, and taken from, by who has locked this. */
  private volatile @Nullable Allowance allowance;

  /** What became of a command that came. */
  enum Room {
    /** It is in flight. */
    ENTERED,
    /** As many are in flight as may be. */
    FULL,
    /** Another use of the tenant is to be made. */
    FORGOTTEN
  }

  /** One comes where so many may be in flight. */
  Room enter(long most) {
    while (true) {
      int now = inFlight.get();
      if (now == IS_FORGOTTEN) {
        return Room.FORGOTTEN;
      }
      if (now >= most) {
        return Room.FULL;
      }
      if (inFlight.compareAndSet(now, now + 1)) {
        return Room.ENTERED;
      }
    }
  }

  /** One that entered has ended; how many are left. */
  int leave() {
    return inFlight.decrementAndGet();
  }

  /**
   * One that entered takes of what it may do at this rate.
   *
   * @return zero if it may, else how many nanoseconds until it may
   */
  synchronized long take(double perSecond, long now) {
    Allowance its = allowance;
    if (its == null) {
      its = new Allowance(now);
      allowance = its;
    }
    return its.take(perSecond, now);
  }

  /** No rate is set, or none any more. */
  void mayAtAnyRate() {
    if (allowance != null) {
      synchronized (this) {
        allowance = null;
      }
    }
  }

  /**
   * Forgets it if nothing is in flight and nothing is known that a new one would not know. Then
   * nobody enters any more. Locked, so that nobody takes of an allowance that was found full.
   *
   * @return whether it did
   */
  synchronized boolean forget(LongSupplier nanoTime) {
    Allowance its = allowance;
    return (its == null || its.isFull(nanoTime.getAsLong()))
        && inFlight.compareAndSet(0, IS_FORGOTTEN);
  }
}
