package dev.troupe.persistence;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * How many reminders a tenant may have. Thread-safe; never blocks.
 *
 * <p>It is asked before reminders are persisted, and so by each node from what that node knows: the
 * latest count of the table, what its own transactions have changed that the count has not seen,
 * and what is on its way to the table. So one node never exceeds the limit; several may together,
 * by what they set between two counts. Until a transaction has said what it changed, each reminder
 * that is set counts as one more, unless it is set as its own firing is handled.
 */
public final class ReminderQuota implements Extension {
  /** The setting of the limit. */
  public static final String SETTING = "troupe.tenants.limits.reminders";

  private static final Duration NEXT_COUNT = Duration.ofSeconds(5);

  /** From this part of the limit on a tenant is never forgotten. */
  private static final int MANY = 10;

  private static final Id ID = new Id();

  private final ToLongFunction<TenantId> limits;
  private final LongSupplier clock;
  private final Map<TenantId, KnownReminders> known = new ConcurrentHashMap<>();

  /** A quota of so many for each tenant, which is asked at each use. */
  public ReminderQuota(ToLongFunction<TenantId> limits) {
    this(limits, System::nanoTime);
  }

  /** The same by this clock of nanoseconds. */
  ReminderQuota(ToLongFunction<TenantId> limits, LongSupplier clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** The quota of this actor system. */
  public static ReminderQuota on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Counts reminders that are about to be set.
   *
   * @throws Throttled if the tenant would have more than it may
   */
  public void add(TenantId tenant, int reminders) {
    if (reminders == 0) {
      return;
    }
    long limit = limit(tenant);
    known.compute(
        tenant,
        (same, before) -> {
          KnownReminders now = before == null ? new KnownReminders() : before;
          if (now.all() + reminders > limit) {
            throw new Throttled("tenant " + tenant, SETTING, now.all(), limit, NEXT_COUNT);
          }
          now.add(reminders, clock.getAsLong());
          return now;
        });
  }

  /**
   * Hears what a transaction has changed, once it is committed.
   *
   * @param set of what was {@link #add added} the reminders that it set
   * @param addedBy {@link System#nanoTime} after the last of them was added
   * @param more how many reminders more the table has by it; below 0, if it has less
   * @param transaction its number in the database; of no matter, if the table has as many as before
   */
  public void committed(TenantId tenant, int set, long addedBy, int more, long transaction) {
    change(
        tenant,
        known -> {
          known.settle(set, addedBy);
          known.change(transaction, more);
        });
  }

  /**
   * Gives back what was {@link #add added} and will never be in the table.
   *
   * @param addedBy {@link System#nanoTime} after the last of them was added
   */
  public void giveBack(TenantId tenant, int reminders, long addedBy) {
    change(tenant, known -> known.settle(reminders, addedBy));
  }

  private void change(TenantId tenant, Consumer<KnownReminders> change) {
    known.computeIfPresent(
        tenant,
        (same, now) -> {
          change.accept(now);
          return now;
        });
  }

  /** How many this one may have now. */
  public long limit(TenantId tenant) {
    return limits.applyAsLong(tenant);
  }

  /** The tenants whose reminders are to be counted from time to time. */
  public Set<TenantId> tenants() {
    return Set.copyOf(known.keySet());
  }

  /**
   * What the table has. A tenant that has few and sets none is forgotten, so that tenants that come
   * and go cost nothing.
   */
  public void counted(TenantId tenant, ReminderCount count) {
    known.computeIfPresent(
        tenant,
        (same, now) -> {
          if (now.isIdle() && count.reminders() < limit(tenant) / MANY) {
            return null;
          }
          now.count(count, clock.getAsLong());
          return now;
        });
  }

  private static final class Id extends ExtensionId<ReminderQuota> {
    @Override
    public ReminderQuota createExtension(ActorSystem<?> system) {
      StorageQuotas quotas = StorageQuotas.on(system);
      return new ReminderQuota(tenant -> quotas.quota().reminders(tenant));
    }
  }
}
