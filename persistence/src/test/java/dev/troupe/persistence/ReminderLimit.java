package dev.troupe.persistence;

import dev.troupe.model.TenantId;

/** A quota of reminders alone, the same for each tenant. */
public record ReminderLimit(long most) implements StorageQuota {
  @Override
  public long eventBytes(TenantId tenant) {
    return NONE.eventBytes(tenant);
  }

  @Override
  public long reminders(TenantId tenant) {
    return most;
  }

  @Override
  public void requireRoom(TenantId tenant) {
    NONE.requireRoom(tenant);
  }
}
