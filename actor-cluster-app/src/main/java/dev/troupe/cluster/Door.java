package dev.troupe.cluster;

import dev.troupe.model.Failure;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.Admission;

/**
 * What every command passes before anything is started for it.
 *
 * @param tenants who is served
 * @param admission how much each may
 */
record Door(Tenants tenants, Admission admission) {

  /**
   * Lets a command of this tenant in.
   *
   * @throws Failure that says why not
   */
  Admission.Permit enter(TenantId tenant) {
    return admission.enter(tenant, tenants.require(tenant));
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
