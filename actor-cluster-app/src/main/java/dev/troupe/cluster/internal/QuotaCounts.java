package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.ReminderCount;
import dev.troupe.persistence.ReminderQuota;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the reminders of the tenants that set some, again and again.
 *
 * <p>A run counts some of them, so that many tenants with many reminders each are a load over some
 * runs and not one that never ends. The next run is asked for when the last one has ended.
 */
public final class QuotaCounts {
  /** What one run may look at before it leaves the rest to the next one. */
  static final long MOST_ROWS = 1_000_000;

  /** What a tenant costs beside its rows, in rows. */
  static final long TENANT = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(QuotaCounts.class);

  private final ReminderQuota quota;
  private final Count count;
  private final Consumer<Runnable> later;

  /** The tenant that was counted last; in one run only, and one run leads to the next. */
  private String last = "";

  /** Counts what the table has. */
  @FunctionalInterface
  public interface Count {
    /** How many a tenant has, but no more than this many are counted. */
    ReminderCount of(TenantId tenant, long most) throws SQLException;
  }

  /**
   * Counts that run where and when someone else says.
   *
   * @param quota knows which tenants, and is told
   * @param count blocks
   * @param later runs what it is given, some time later
   */
  public QuotaCounts(ReminderQuota quota, Count count, Consumer<Runnable> later) {
    this.quota = quota;
    this.count = count;
    this.later = later;
  }

  /** Asks for the first run. */
  public void start() {
    later.accept(this::run);
  }

  private void run() {
    try {
      countSome();
    } catch (SQLException | RuntimeException e) {
      LOG.debug("reminders can't be counted: {}", e.toString());
    } finally {
      later.accept(this::run);
    }
  }

  private void countSome() throws SQLException {
    long rows = 0;
    for (TenantId tenant : inTurn()) {
      if (rows >= MOST_ROWS) {
        return;
      }
      last = tenant.value();
      ReminderCount counted = count.of(tenant, quota.limit(tenant) + 1);
      quota.counted(tenant, counted);
      rows += TENANT + counted.reminders();
    }
  }

  /** By name, from the one after the last, and round to it. */
  private List<TenantId> inTurn() {
    List<TenantId> tenants = new ArrayList<>(quota.tenants());
    tenants.sort(
        Comparator.<TenantId, Boolean>comparing(each -> each.value().compareTo(last) <= 0)
            .thenComparing(TenantId::value));
    return tenants;
  }
}
