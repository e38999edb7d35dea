package dev.troupe.persistence.internal;

import dev.troupe.model.Throttled;
import dev.troupe.persistence.JournalSettings;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the entities of this node have given the journal and it has not answered, per tenant.
 *
 * <p>Asked before anything is persisted: Pekko applies events before it persists them, so a write
 * that the journal refuses costs the entity its memory. A tenant without writes costs nothing.
 * Thread-safe.
 */
public final class WriteAdmission {
  private static final Duration SOON = Duration.ofMillis(250);

  private final JournalSettings settings;
  private final ConcurrentMap<String, Usage> tenants = new ConcurrentHashMap<>();

  /** With the bounds of the journal's own queue. */
  public WriteAdmission(JournalSettings settings) {
    this.settings = settings;
  }

  private record Usage(long rows, long bytes) {
    @Nullable Usage plus(long moreRows, long moreBytes) {
      return rows + moreRows == 0 ? null : new Usage(rows + moreRows, bytes + moreBytes);
    }
  }

  /** Room that was given, until it is given back; that more than once does nothing. */
  public final class Place {
    private final String tenant;
    private final int rows;
    private final long bytes;
    private final AtomicBoolean isTaken = new AtomicBoolean(true);

    private Place(String tenant, int rows, long bytes) {
      this.tenant = tenant;
      this.rows = rows;
      this.bytes = bytes;
    }

    /** Gives the room back. */
    public void leave() {
      if (isTaken.getAndSet(false)) {
        tenants.computeIfPresent(tenant, (t, usage) -> usage.plus(-rows, -bytes));
      }
    }
  }

  /**
   * Refuses if there is no room for even one more row of this tenant.
   *
   * @throws Throttled if so
   */
  public void requireRoom(String tenant) {
    Usage usage = tenants.get(tenant);
    if (usage != null) {
      requireRoom(tenant, usage, 1, 1);
    }
  }

  /**
   * Takes room for a write. One larger than the bounds has room if nothing else is there.
   *
   * @param rows from 1
   * @throws Throttled if there is none
   */
  public Place enter(String tenant, int rows, long bytes) {
    tenants.compute(
        tenant,
        (t, usage) -> {
          if (usage == null) {
            return new Usage(rows, bytes);
          }
          requireRoom(t, usage, rows, bytes);
          return usage.plus(rows, bytes);
        });
    return new Place(tenant, rows, bytes);
  }

  private void requireRoom(String tenant, Usage usage, int rows, long bytes) {
    if (usage.rows() + rows > settings.rowsPerTenant()) {
      throw full(tenant, JournalSettings.ROWS_PER_TENANT, settings.rowsPerTenant());
    }
    if (usage.bytes() + bytes > settings.bytesPerTenant()) {
      throw full(tenant, JournalSettings.BYTES_PER_TENANT, settings.bytesPerTenant());
    }
  }

  private static Throttled full(String tenant, String setting, long most) {
    return new Throttled("tenant " + tenant, setting, most, SOON);
  }

  /** How many rows of this tenant are on their way. */
  public long rows(String tenant) {
    Usage usage = tenants.get(tenant);
    return usage == null ? 0 : usage.rows();
  }
}
