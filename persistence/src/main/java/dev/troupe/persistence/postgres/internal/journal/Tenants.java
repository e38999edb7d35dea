package dev.troupe.persistence.postgres.internal.journal;

/** Whose a persistence id is. */
final class Tenants {

  private Tenants() {}

  /**
   * The tenant of {@code type|tenant:id}, or empty for all else: what the generated column {@code
   * tenant_id} has.
   */
  static String of(String persistenceId) {
    int bar = persistenceId.indexOf('|');
    if (bar < 1) {
      return "";
    }
    int end = persistenceId.indexOf('|', bar + 1);
    String key = persistenceId.substring(bar + 1, end < 0 ? persistenceId.length() : end);
    int colon = key.indexOf(':');
    return colon >= 1 && colon <= 63 ? key.substring(0, colon) : "";
  }
}
