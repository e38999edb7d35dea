package dev.troupe.cluster;

import com.typesafe.config.Config;
import dev.troupe.cluster.internal.NamedTenants;
import dev.troupe.model.CommandId;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.By;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Has the tenants created that the configuration names, for as long as one is not there: by the
 * node that leads the cluster.
 *
 * <p>The command id is the same for all tries of this node, which so hears that it was the one, and
 * the audit has one row; another node that takes itself for the leader is told that the tenant is
 * there already.
 */
final class TenantsAtStart {
  private static final String SETTING = "troupe.tenants.created-at-start";
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Pattern COMMA = Pattern.compile(",");

  private final ActorSystem<?> system;
  private final Tenants tenants;
  private final List<TenantId> named;
  private final NamedTenants creation;

  private TenantsAtStart(ActorSystem<?> system, Tenants tenants, List<TenantId> named) {
    this.system = system;
    this.tenants = tenants;
    this.named = named;
    CommandId id = CommandId.of("created-at-start-" + UUID.randomUUID());
    this.creation =
        new NamedTenants(
            named,
            this::isThere,
            tenant ->
                tenants
                    .refFor(tenant)
                    .ask(new Tenant.Create(Map.of(), new By("node", SETTING)), id),
            tenant -> Audit.on(system).done(entry(tenant)));
  }

  /**
   * Those that are named.
   *
   * @throws IllegalArgumentException if one is no tenant's name
   */
  static TenantsAtStart of(ActorSystem<?> system, Config config, Tenants tenants) {
    String names = config.getString(SETTING);
    try {
      return new TenantsAtStart(
          system,
          tenants,
          Arrays.stream(COMMA.split(names))
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .map(TenantId::of)
              .toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(SETTING, e.getMessage()), e);
    }
  }

  private boolean isThere(TenantId tenant) {
    return tenants.find(tenant).isPresent();
  }

  /** Whether this node knows all of them. */
  boolean areThere() {
    return named.stream().allMatch(this::isThere);
  }

  /** Begins; returns at once. */
  void start() {
    if (creation.isDone()) {
      return;
    }
    Cluster cluster = Cluster.get(system);
    boolean isLeader =
        cluster.selfMember().address().equals(cluster.state().getLeader()) && tenants.isCurrent();
    creation
        .attempt(isLeader)
        .thenRun(() -> {
          if (!system.whenTerminated().isCompleted()) {
            system.scheduler().scheduleOnce(PAUSE, this::start, system.executionContext());
          }
        });
  }

  private static AuditEntry entry(TenantId tenant) {
    return new AuditEntry(
        Instant.now(), "node", tenant.value(), "create", "tenant:create", Outcome.DONE, SETTING);
  }
}
