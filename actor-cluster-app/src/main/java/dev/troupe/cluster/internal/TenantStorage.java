package dev.troupe.cluster.internal;

import dev.troupe.cluster.Tenants;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.StorageQuota;
import dev.troupe.tenants.Limit;

/** What tenants may store, by the limits that each has now. */
public record TenantStorage(Tenants tenants, UsageMeter meter) implements StorageQuota {
  @Override
  public long eventBytes(TenantId tenant) {
    return tenants.limit(tenant, Limit.EVENT_BYTES);
  }

  @Override
  public long reminders(TenantId tenant) {
    return tenants.limit(tenant, Limit.REMINDERS);
  }

  @Override
  public void requireRoom(TenantId tenant) {
    meter.requireRoom(
        tenant,
        tenants.limit(tenant, Limit.STORED_EVENTS),
        tenants.limit(tenant, Limit.STORED_BYTES));
  }
}
