package dev.troupe.persistence;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * How many reminders a tenant may have. Thread-safe; never blocks.
 *
 * <p>It is asked before reminders are persisted, and so by each node from what that node knows: the
 * latest count of the table, and what the node has set since. Several nodes may together exceed the
 * limit by what they set between two counts. A reminder that replaces another counts as one more
 * until the next count, unless it is set as its own firing is handled.
 */
public final class ReminderQuota implements Extension {
  /** The setting of the limit. */
  public static final String SETTING = "troupe.reminders.per-tenant";

  private static final Duration NEXT_COUNT = Duration.ofSeconds(5);

  /** From this part of the limit on a tenant is never forgotten. */
  private static final int MANY = 10;

  private static final Id ID = new Id();

  private final long limit;
  private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

  /** What the table had, and what was set since. */
  private record Known(long counted, long added) {}

  /**
   * A quota of this many for each tenant.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public ReminderQuota(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("%s must be at least 1, was %d".formatted(SETTING, limit));
    }
    this.limit = limit;
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
    known.compute(
        tenant,
        (same, before) -> {
          Known now = before == null ? new Known(0, 0) : before;
          if (now.counted() + now.added() + reminders > limit) {
            throw new Throttled("tenant " + tenant, SETTING, limit, NEXT_COUNT);
          }
          return new Known(now.counted(), now.added() + reminders);
        });
  }

  /** How many each may have. */
  public long limit() {
    return limit;
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
        (same, before) -> before.added() == 0 && count < limit / MANY ? null : new Known(count, 0));
  }

  private static final class Id extends ExtensionId<ReminderQuota> {
    @Override
    public ReminderQuota createExtension(ActorSystem<?> system) {
      return new ReminderQuota(system.settings().config().getLong(SETTING));
    }
  }
}
