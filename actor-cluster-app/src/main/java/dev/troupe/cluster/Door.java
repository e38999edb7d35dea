package dev.troupe.cluster;

import dev.troupe.metrics.Metrics;
import dev.troupe.model.Failure;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.tenants.Admission;

/**
 * What every command passes before anything is started for it.
 *
 * @param tenants who is served
 * @param admission how much each may
 * @param metrics where it is counted that one was at a limit
 */
record Door(Tenants tenants, Admission admission, Metrics metrics) {

  /**
   * Lets a command of this tenant in.
   *
   * @throws Failure that says why not
   */
  Admission.Permit enter(TenantId tenant) {
    try {
      return admission.enter(tenant, tenants.require(tenant));
    } catch (Throttled throttled) {
      metrics.throttled(tenant, throttled);
      throw throttled;
    }
  }

  /** Whether this tenant is served, as far as this node knows. */
  boolean serves(TenantId tenant) {
    try {
      tenants.require(tenant);
      return true;
    } catch (Failure refused) {
      return false;
    }
  }
}
