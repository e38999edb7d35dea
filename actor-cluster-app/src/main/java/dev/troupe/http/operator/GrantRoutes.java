package dev.troupe.http.operator;

import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.model.HttpMethods.POST;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.cluster.TenantChange;
import dev.troupe.cluster.Tenants;
import dev.troupe.http.Asked;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.HttpSettings;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.ProblemException;
import dev.troupe.http.TenantRoutes;
import dev.troupe.http.internal.RecordReader;
import dev.troupe.http.internal.Shapes;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.TenantStatus;
import dev.troupe.tenants.auth.Principal;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.PathMatcher0;
import org.apache.pekko.http.javadsl.server.PathMatcher1;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * What a tenant lets others do with its data.
 *
 * <ul>
 *   <li>For operators: {@code POST /operator/tenants/{tenant}/grants} ({@code operator:grant}),
 *       {@code GET} of the same ({@code operator:show}), and {@code POST .../grants/revoke} ({@code
 *       operator:revoke}).
 *   <li>For those of the tenant, while it is served: the same under {@code
 *       /tenants/{tenant}/grants}, for {@code tenant:grant}, {@code tenant:get-grants} and {@code
 *       tenant:revoke}.
 * </ul>
 *
 * <p>An operator who grants something to a tenant that is not there is told so. Those of a tenant
 * are not: who else is a customer is not theirs to find out. Nor may they change grants more often
 * than {@code troupe.http.grant-changes-per-second}.
 */
public final class GrantRoutes {
  private static final PathMatcher1<String> ONE = OperatorPaths.ONE_TENANT.slash("grants");
  private static final PathMatcher0 OWN = segment("grants");

  private final ActorSystem<?> system;
  private final Tenants tenants;
  private final GrantPace pace;
  private final ChangeRequest<Requested.Access> granting;
  private final ChangeRequest<Requested.Revocation> revoking;

  private GrantRoutes(ActorSystem<?> system, HttpSettings settings) {
    Shapes shapes = new Shapes();
    this.system = system;
    this.tenants = Tenants.on(system);
    this.pace = GrantPace.of(system.settings().config());
    this.granting =
        new ChangeRequest<>(
            settings, "grant", new RecordReader<>(shapes, "grant", Requested.Access.class));
    this.revoking =
        new ChangeRequest<>(
            settings, "revoke", new RecordReader<>(shapes, "revoke", Requested.Revocation.class));
  }

  /** The grants of the tenants of this node's cluster. */
  public static GuardedRoute of(ActorSystem<?> system, HttpSettings settings) {
    GrantRoutes routes = new GrantRoutes(system, settings);
    return GuardedRoute.concat(
        TenantRoutes.operator(
            POST, ONE, "grant", (who, tenant) -> routes.grant(who, tenant, routes::requireThere)),
        TenantRoutes.operator(GET, ONE, "show", (who, tenant) -> routes.list(tenant)),
        TenantRoutes.operator(POST, ONE.slash("revoke"), "revoke", routes::revoke),
        TenantRoutes.tenant(
            POST,
            OWN,
            "tenant:grant",
            asked ->
                routes.changed(
                    asked, () -> routes.grant(asked.principal(), asked.tenant(), any -> {}))),
        TenantRoutes.tenant(GET, OWN, "tenant:get-grants", asked -> routes.list(asked.tenant())),
        TenantRoutes.tenant(
            POST,
            OWN.slash("revoke"),
            "tenant:revoke",
            asked ->
                routes.changed(asked, () -> routes.revoke(asked.principal(), asked.tenant()))));
  }

  private Route changed(Asked asked, Supplier<Route> inner) {
    pace.take(asked.tenant());
    return inner.get();
  }

  private Route list(TenantId tenant) {
    return Shown.of(tenants, tenant, view -> Shown.Grants.of(tenant.value(), view, Instant.now()));
  }

  private Route grant(Optional<Principal> who, TenantId tenant, Consumer<TenantId> taker) {
    return granting.answered(
        (asked, id) -> {
          taker.accept(TenantId.of(asked.to()));
          return new TenantChange(
              system,
              tenant,
              "grant",
              new Tenant.GrantAccess(
                  asked.to(), asked.scopes(), asked.until(), ChangeAnswers.by(who, asked)),
              "%s; to '%s' until '%s' '%s'"
                  .formatted(
                      asked.why(), asked.to(), asked.until(), String.join(" ", asked.scopes())),
              id);
        },
        change -> HttpResponse.create().withStatus(204));
  }

  private Route revoke(Optional<Principal> who, TenantId tenant) {
    return revoking.answered(
        (asked, id) ->
            new TenantChange(
                system,
                tenant,
                "revoke",
                new Tenant.RevokeGrants(asked.to(), ChangeAnswers.by(who, asked)),
                "%s; from '%s'".formatted(asked.why(), asked.to()),
                id),
        change -> HttpResponse.create().withStatus(204));
  }

  private void requireThere(TenantId taker) {
    boolean isThere =
        tenants
            .find(taker)
            .map(entry -> entry.state().status())
            .filter(status -> status == TenantStatus.ACTIVE || status == TenantStatus.SUSPENDED)
            .isPresent();
    if (!isThere) {
      throw new ProblemException(
          Problem.of(
                  ProblemCode.INVALID_FIELD,
                  "there is no tenant '%s' to be let in; create it first".formatted(taker))
              .with("field", "to"));
    }
  }
}
