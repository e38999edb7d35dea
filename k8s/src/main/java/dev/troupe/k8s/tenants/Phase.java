package dev.troupe.k8s.tenants;

/** Where a tenant is in its life, as {@code status.phase} says it. */
public enum Phase {
  /** Never created. */
  ABSENT("Absent"),
  /** Served. */
  ACTIVE("Active"),
  /** Kept, and not served until it is resumed. */
  SUSPENDED("Suspended"),
  /** Its data are being deleted. */
  ERASING("Erasing"),
  /** Its data are deleted, and its name is not given again. */
  ERASED("Erased");

  private final String text;

  Phase(String text) {
    this.text = text;
  }

  /** As a status says it. */
  public String text() {
    return text;
  }

  /** Whether nothing leads back from here. */
  boolean isGone() {
    return this == ERASING || this == ERASED;
  }
}
