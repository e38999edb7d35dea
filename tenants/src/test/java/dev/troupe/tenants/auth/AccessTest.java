package dev.troupe.tenants.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TenantId;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.auth.Access.Allowed;
import dev.troupe.tenants.auth.Access.Reason;
import dev.troupe.tenants.auth.Access.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId GLOBEX = TenantId.of("globex");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Permissions READ = Permissions.of("account:get-balance");
  private static final Grant GRANT =
      new Grant(GLOBEX, ACME, READ, NOW.plusSeconds(60), "the audit of 2026");

  private static Principal ann(String... scopes) {
    return Principal.of("ann", ACME, Permissions.of(scopes));
  }

  private static Access decide(Principal principal, TenantId tenant, Grants grants, Instant now) {
    return Access.decide(principal, tenant, "account", "get-balance", grants, now);
  }

  private static Reason reason(Access access) {
    return ((Refused) access).reason();
  }

  @Test
  void whoHasTheScopeMayInItsOwnTenant() {
    assertThat(decide(ann("account:get-balance"), ACME, Grants.NONE, NOW))
        .isEqualTo(new Allowed(Optional.empty()));
    assertThat(reason(decide(ann("account:deposit"), ACME, Grants.NONE, NOW)))
        .isEqualTo(Reason.LACKS_SCOPE);
  }

  @Test
  void noScopeLeadsIntoAnotherTenant() {
    assertThat(reason(decide(ann("*:*", "operator:*"), GLOBEX, Grants.NONE, NOW)))
        .isEqualTo(Reason.OTHER_TENANT);
    Principal operator = Principal.operator("root", Permissions.of("*:*", "operator:*"));
    assertThat(reason(decide(operator, ACME, (of, to) -> List.of(GRANT), NOW)))
        .isEqualTo(Reason.OTHER_TENANT);
  }

  @Test
  void aGrantLeadsIntoAnotherTenantUntilItEnds() {
    Grants grants = (of, to) -> List.of(GRANT);
    Principal ann = ann("account:*");

    assertThat(decide(ann, GLOBEX, grants, NOW)).isEqualTo(new Allowed(Optional.of(GRANT)));
    assertThat(reason(decide(ann, GLOBEX, grants, GRANT.until()))).isEqualTo(Reason.OTHER_TENANT);
    assertThat(reason(Access.decide(ann, GLOBEX, "account", "deposit", grants, NOW)))
        .isEqualTo(Reason.OTHER_TENANT);
    assertThat(reason(decide(ann("account:deposit"), GLOBEX, grants, NOW)))
        .isEqualTo(Reason.LACKS_SCOPE);
  }

  @Test
  void aGrantLeadsOneWayBetweenItsTwoTenants() {
    Grants careless = (of, to) -> List.of(GRANT);

    assertThat(reason(decide(ann("*:*"), TenantId.of("initech"), careless, NOW)))
        .isEqualTo(Reason.OTHER_TENANT);
    Principal bob = Principal.of("bob", GLOBEX, Permissions.of("*:*"));
    assertThat(reason(decide(bob, ACME, careless, NOW))).isEqualTo(Reason.OTHER_TENANT);
  }

  @Test
  void noGrantLeadsToTheTenantAsAWholeNorToFurtherGrants() {
    Grants all =
        (of, to) ->
            List.of(
                new Grant(
                    GLOBEX,
                    ACME,
                    Permissions.of("*:*", "tenant:*", "operator:*"),
                    NOW.plusSeconds(60),
                    "careless"));
    Principal ann = ann("*:*", "tenant:*", "operator:*");

    assertThat(decide(ann, GLOBEX, all, NOW)).isInstanceOf(Allowed.class);
    for (String command : List.of("export", "grant", "revoke")) {
      assertThat(reason(Access.decide(ann, GLOBEX, "tenant", command, all, NOW)))
          .isEqualTo(Reason.OTHER_TENANT);
      assertThat(Access.decide(ann, ACME, "tenant", command, Grants.NONE, NOW))
          .isEqualTo(new Allowed(Optional.empty()));
    }
  }

  @Test
  void thatAGrantWasUsedIsSaidWithWhoAndOfWhichTenant() {
    AuditEntry used = GRANT.used(ann("*:*"), "account", "get-balance", NOW);

    assertThat(used)
        .isEqualTo(
            new AuditEntry(
                NOW,
                "ann",
                "globex",
                "use-grant",
                "account:get-balance",
                AuditEntry.Outcome.DONE,
                "who asks is of tenant 'acme', granted until '2026-03-01T12:01:00Z' 'account:get-balance': the audit of 2026"));
  }

  @Test
  void tenantsAreSuspendedByOperatorsAlone() {
    assertThat(Access.operator(ann("*:*", "operator:list"), "suspend"))
        .isEqualTo(new Refused(Reason.LACKS_SCOPE, "who asks lacks the scope 'operator:suspend'"));
    assertThat(Access.operator(Principal.operator("root", Permissions.of("operator:*")), "suspend"))
        .isEqualTo(new Allowed(Optional.empty()));
  }

  @Test
  void aGrantThatMeansNothingIsRefused() {
    assertThatThrownBy(() -> new Grant(ACME, ACME, READ, NOW, "why"))
        .hasMessageContaining("to itself");
    assertThatThrownBy(() -> new Grant(ACME, GLOBEX, Permissions.none(), NOW, "why"))
        .hasMessageContaining("permits nothing");
    assertThatThrownBy(() -> new Grant(ACME, GLOBEX, READ, NOW, " "))
        .hasMessageContaining("has no reason");
    assertThatThrownBy(() -> new Grant(TenantId.SYSTEM, ACME, READ, NOW, "why"))
        .hasMessageContaining("the system grants nothing");
    assertThatThrownBy(() -> new Grant(ACME, TenantId.SYSTEM, READ, NOW, "why"))
        .hasMessageContaining("is granted nothing");
  }
}
