package dev.troupe.persistence;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * How many reminders a tenant may have. Thread-safe; never blocks.
 *
 * <p>It is asked before reminders are persisted, and so by each node from what that node knows: the
 * latest count of the table, and what the node's transactions have added and taken away since.
 * Several nodes may together exceed the limit by what they set between two counts, and one by what
 * is on its way to the table while that is counted. Until a transaction has said what it changed,
 * each reminder that is set counts as one more, unless it is set as its own firing is handled.
 */
public final class ReminderQuota implements Extension {
  /** The setting of the limit. */
  public static final String SETTING = "troupe.tenants.limits.reminders";

  private static final Duration NEXT_COUNT = Duration.ofSeconds(5);

  /** From this part of the limit on a tenant is never forgotten. */
  private static final int MANY = 10;

  private static final Id ID = new Id();

  private final ToLongFunction<TenantId> limits;
  private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

  /**
   * What is known of a tenant.
   *
   * @param counted what the table had
   * @param added what came since, less what went; never less than it takes for none to be left
   * @param isIdle whether nothing was set since
   * @param at when that was counted, in nanoseconds of this JVM
   */
  private record Known(long counted, long added, boolean isIdle, long at) {
    Known plus(long more) {
      return new Known(counted, Math.max(-counted, added + more), isIdle && more <= 0, at);
    }

    long all() {
      return counted + added;
    }
  }

  /** A quota of so many for each tenant, which is asked at each use. */
  public ReminderQuota(ToLongFunction<TenantId> limits) {
    this.limits = limits;
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
          Known now = before == null ? new Known(0, 0, true, System.nanoTime()) : before;
          if (now.all() + reminders > limit) {
            throw new Throttled("tenant " + tenant, SETTING, now.all(), limit, NEXT_COUNT);
          }
          return now.plus(reminders);
        });
  }

  /**
   * Puts right what {@link #add} counted, once a transaction is committed.
   *
   * @param more reminders that the tenant has more now than was counted; mostly less than 0, of
   *     those that took the place of others, ended, or were cancelled
   * @param since {@link System#nanoTime} before the first of them was committed and after it was
   *     added: what was counted later has seen them
   */
  public void committed(TenantId tenant, int more, long since) {
    known.computeIfPresent(
        tenant, (same, before) -> since - before.at() < 0 ? before : before.plus(more));
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
   * How many a tenant has in truth. One that has few and sets none is forgotten, so that tenants
   * that come and go cost nothing.
   */
  public void counted(TenantId tenant, long count) {
    known.computeIfPresent(
        tenant,
        (same, before) ->
            before.isIdle() && count < limit(tenant) / MANY
                ? null
                : new Known(count, 0, true, System.nanoTime()));
  }

  private static final class Id extends ExtensionId<ReminderQuota> {
    @Override
    public ReminderQuota createExtension(ActorSystem<?> system) {
      StorageQuotas quotas = StorageQuotas.on(system);
      return new ReminderQuota(tenant -> quotas.quota().reminders(tenant));
    }
  }
}
