package dev.troupe.k8s.tenants;

import java.util.Map;

/**
 * A tenant as this node knows it.
 *
 * @param version grows with whatever is kept of the tenant; 0 before its creation
 * @param limits its own, by name
 * @param effective all that hold for it, by name
 * @param certificate the SHA-256 of the certificate of its erasure, or empty
 */
public record KnownTenant(
    Phase phase,
    long version,
    Map<String, Long> limits,
    Map<String, Long> effective,
    String certificate) {

  /** Keeps the maps from being changed later. */
  public KnownTenant {
    limits = Map.copyOf(limits);
    effective = Map.copyOf(effective);
  }

  /** One that was never created. */
  public static KnownTenant absent() {
    return new KnownTenant(Phase.ABSENT, 0, Map.of(), Map.of(), "");
  }
}
