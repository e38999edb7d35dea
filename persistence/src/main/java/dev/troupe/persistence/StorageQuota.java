package dev.troupe.persistence;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;

/**
 * What each tenant may store, as whoever knows the tenants says. Asked at each use, so that a limit
 * that is changed holds at once. Thread-safe; never blocks.
 */
public interface StorageQuota {
  /** Whatever the platform itself takes. */
  StorageQuota NONE =
      new StorageQuota() {
        @Override
        public long eventBytes(TenantId tenant) {
          return MessageMappers.LONGEST_MESSAGE;
        }

        @Override
        public long reminders(TenantId tenant) {
          return Integer.MAX_VALUE;
        }

        @Override
        public void requireRoom(TenantId tenant) {
          // Everybody has.
        }
      };

  /** How many bytes an event may have, with the receipt that is stored in its row. */
  long eventBytes(TenantId tenant);

  /** How many reminders may be set. */
  long reminders(TenantId tenant);

  /**
   * Takes one more command of this tenant that stores something.
   *
   * @throws Throttled if the tenant has as much stored as it may
   */
  void requireRoom(TenantId tenant);
}
