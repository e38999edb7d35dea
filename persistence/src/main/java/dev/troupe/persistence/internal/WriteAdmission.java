package dev.troupe.persistence.internal;

import dev.troupe.model.Throttled;
import dev.troupe.persistence.JournalSettings;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the entities of this node have given the journal and it has not answered, per tenant.
 *
 * <p>Asked before anything is persisted: Pekko applies events before it persists them, so a write
 * that the journal refuses costs the entity its memory. A tenant without writes costs nothing.
 * Thread-safe; takes no lock but for the first write of a tenant.
 */
public final class WriteAdmission {
  private static final Duration SOON = Duration.ofMillis(250);

  private final JournalSettings settings;
  private final ConcurrentMap<String, AtomicReference<Usage>> tenants = new ConcurrentHashMap<>();

  /** With the bounds of the journal's own queue. */
  public WriteAdmission(JournalSettings settings) {
    this.settings = settings;
  }

  private record Usage(long rows, long bytes) {
    private static final Usage NONE = new Usage(0, 0);

    /** Of a tenant that is about to be forgotten, and that nobody enters any more. */
    private static final Usage FORGOTTEN = new Usage(-1, 0);

    private Usage plus(long moreRows, long moreBytes) {
      return new Usage(rows + moreRows, bytes + moreBytes);
    }

    @SuppressWarnings("ReferenceEquality") // There is one.
    private boolean isForgotten() {
      return this == FORGOTTEN;
    }
  }

  /** Room that was given, until it is given back; that more than once does nothing. */
  public final class Place {
    private final String tenant;
    private final AtomicReference<Usage> its;
    private final int rows;
    private final long bytes;
    private final AtomicBoolean isTaken = new AtomicBoolean(true);

    private Place(String tenant, AtomicReference<Usage> its, int rows, long bytes) {
      this.tenant = tenant;
      this.its = its;
      this.rows = rows;
      this.bytes = bytes;
    }

    /** Gives the room back. */
    public void leave() {
      if (isTaken.getAndSet(false)) {
        Usage left =
            its.updateAndGet(
                usage -> usage.rows() == rows ? Usage.FORGOTTEN : usage.plus(-rows, -bytes));
        if (left.isForgotten()) {
          tenants.remove(tenant, its);
        }
      }
    }
  }

  /**
   * Refuses if there is no room for even one more row of this tenant.
   *
   * @throws Throttled if so
   */
  public void requireRoom(String tenant) {
    Usage usage = of(tenant);
    if (usage.rows() > 0) {
      requireRoom(tenant, usage, 1, 1);
    }
  }

  private Usage of(String tenant) {
    AtomicReference<Usage> its = tenants.get(tenant);
    return its == null ? Usage.NONE : its.get();
  }

  /**
   * Takes room for a write. One larger than the bounds has room if nothing else is there.
   *
   * @param rows from 1
   * @throws Throttled if there is none
   */
  public Place enter(String tenant, int rows, long bytes) {
    while (true) {
      AtomicReference<Usage> its = tenants.get(tenant);
      if (its == null) {
        its = tenants.computeIfAbsent(tenant, same -> new AtomicReference<>(Usage.NONE));
      }
      Usage usage = its.get();
      if (usage.isForgotten()) {
        // Whoever forgot it is about to take it away as well, and need not be waited for.
        tenants.remove(tenant, its);
        continue;
      }
      if (usage.rows() > 0) {
        requireRoom(tenant, usage, rows, bytes);
      }
      if (its.compareAndSet(usage, usage.plus(rows, bytes))) {
        return new Place(tenant, its, rows, bytes);
      }
    }
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
    return Math.max(0, of(tenant).rows());
  }
}
