package dev.troupe.k8s.tenants;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a node follows resources.
 *
 * @param namespace where they are; empty for the node's own
 * @param lease the name of the lease that the node holds which follows them
 * @param identity this node, in the lease
 * @param leaseDuration how long after its end another node takes over
 * @param renewDeadline how long it goes on without having renewed the lease
 * @param retryPeriod how often it renews it
 * @param resync how often all are looked at again
 * @param patience how long a change of a tenant may take
 */
public record TenantResourcesSettings(
    String namespace,
    String lease,
    String identity,
    Duration leaseDuration,
    Duration renewDeadline,
    Duration retryPeriod,
    Duration resync,
    Duration patience) {
  private static final int RENEWALS = 2;

  /**
   * Checks that the durations fit together.
   *
   * @throws IllegalArgumentException if they don't
   */
  public TenantResourcesSettings {
    if (leaseDuration.toSeconds() < 1
        || retryPeriod.isZero()
        || retryPeriod.isNegative()
        || leaseDuration.compareTo(renewDeadline) <= 0
        || renewDeadline.compareTo(retryPeriod.multipliedBy(RENEWALS)) < 0) {
      throw new IllegalArgumentException(
          "troupe.kubernetes.tenants: lease-duration '%s' must be 1s or more, and longer than renew-deadline '%s', which must be twice retry-period '%s' or more"
              .formatted(leaseDuration, renewDeadline, retryPeriod));
    }
  }

  /**
   * Those of {@code troupe.kubernetes.tenants}.
   *
   * @param identity another one for each node
   * @throws IllegalArgumentException if they don't fit together
   */
  public static TenantResourcesSettings of(Config config, String identity, Duration patience) {
    return new TenantResourcesSettings(
        config.getString("namespace"),
        config.getString("lease"),
        identity,
        config.getDuration("lease-duration"),
        config.getDuration("renew-deadline"),
        config.getDuration("retry-period"),
        config.getDuration("resync"),
        patience);
  }

  TenantResourcesSettings in(String found) {
    return new TenantResourcesSettings(
        found, lease, identity, leaseDuration, renewDeadline, retryPeriod, resync, patience);
  }
}
