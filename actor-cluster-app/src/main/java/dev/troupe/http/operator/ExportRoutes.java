package dev.troupe.http.operator;

import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.cluster.Audit;
import dev.troupe.cluster.TenantExport;
import dev.troupe.cluster.Tenants;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.Streams;
import dev.troupe.http.TenantRoutes;
import dev.troupe.model.NotServed;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.TenantStatus;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import dev.troupe.tenants.auth.Principal;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * All events of a tenant as a stream of lines of JSON ({@link TenantExport}): for those of the
 * tenant who have {@code tenant:export} at {@code GET /tenants/{tenant}/export}, and for operators
 * who have {@code operator:export} at {@code GET /operator/tenants/{tenant}/export}, also while the
 * tenant is suspended. The audit has who asked before the first line is sent.
 */
public final class ExportRoutes {
  private static final ContentType LINES =
      MediaTypes.applicationWithOpenCharset("x-ndjson")
          .toContentType(org.apache.pekko.http.javadsl.model.HttpCharsets.UTF_8);

  private final ActorSystem<?> system;
  private final Tenants tenants;

  private ExportRoutes(ActorSystem<?> system) {
    this.system = system;
    this.tenants = Tenants.on(system);
  }

  /** The exports of this node. */
  public static GuardedRoute of(ActorSystem<?> system) {
    ExportRoutes routes = new ExportRoutes(system);
    return GuardedRoute.concat(
        TenantRoutes.operator(
            GET, OperatorPaths.ONE_TENANT.slash("export"), "export", routes::forOperator),
        TenantRoutes.tenant(
            segment("export"),
            "tenant:export",
            asked -> Directives.get(() -> routes.forTenant(asked.principal(), asked.tenant()))));
  }

  private Route forTenant(Optional<Principal> who, TenantId tenant) {
    return Directives.onSuccess(
        audited(who, tenant),
        kept -> Streams.on(system).stream(tenant, LINES, TenantExport.of(system, tenant)));
  }

  private Route forOperator(Optional<Principal> who, TenantId tenant) {
    TenantStatus status =
        tenants
            .find(tenant)
            .map(entry -> entry.state().status())
            .orElseThrow(() -> new NotServed(tenant, NotServed.Reason.UNKNOWN_TENANT));
    if (status == TenantStatus.ERASING || status == TenantStatus.ERASED) {
      throw new NotServed(tenant, NotServed.Reason.TENANT_ERASED);
    }
    return Directives.onSuccess(
        audited(who, tenant),
        kept -> Streams.on(system).stream(LINES, TenantExport.of(system, tenant)));
  }

  private CompletionStage<?> audited(Optional<Principal> who, TenantId tenant) {
    return Audit.on(system)
        .done(
            new AuditEntry(
                Instant.now(),
                ChangeAnswers.name(who),
                tenant.value(),
                "export",
                "tenant:export",
                Outcome.DONE,
                "a stream of all events was asked for"));
  }
}
