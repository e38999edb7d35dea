package dev.troupe.cluster;

import dev.troupe.cluster.internal.ClusterMembers;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.Failure;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.tenants.Admission;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What every command passes before anything is started for it.
 *
 * @param tenants who is served
 * @param admission how much each may
 * @param metrics where it is counted that one was at a limit
 */
record Door(Tenants tenants, Admission admission, Metrics metrics) {

  /** That of a node, whose share of what a tenant may is one of the members'. */
  static Door of(ActorSystem<?> system, Tenants tenants, Metrics metrics) {
    return new Door(
        tenants,
        new Admission(
            tenants.defaults(),
            system.settings().config().getInt("troupe.admission.per-node"),
            () -> ClusterMembers.up(system),
            System::nanoTime),
        metrics);
  }

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
