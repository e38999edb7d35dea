package dev.troupe.tenants;

/** Where a tenant is in its life. */
public enum TenantStatus {
  /** Served. */
  ACTIVE,
  /** Known and kept, and not served until it is resumed. */
  SUSPENDED,
  /** Not served any more; its data are being deleted. */
  ERASING,
  /** Its data are deleted, and its name is not given again. */
  ERASED
}
