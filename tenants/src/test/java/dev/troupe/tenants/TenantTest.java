package dev.troupe.tenants;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.ContractFile;
import dev.troupe.model.testkit.EntityTestKit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TenantTest {
  private static final By ADA = new By("ada", "contract 17");
  private static final Tenant.Created CREATED = new Tenant.Created(Map.of("streams", 3L), ADA);
  private static final Tenant.ErasureBegun BEGUN = new Tenant.ErasureBegun(ADA);
  private static final Tenant.Erased ERASED = new Tenant.Erased("abc", ADA);

  private final EntityTestKit<Tenant, Tenant.Event, Tenant.State> tenant = kit("acme");

  private static EntityTestKit<Tenant, Tenant.Event, Tenant.State> kit(String name) {
    return EntityTestKit.of(new Tenant(EntityKey.of(TenantId.SYSTEM, name)));
  }

  @Test
  void isCreatedOnceUnderANameThatATenantCanHave() {
    tenant
        .when(new Tenant.Create(Map.of("streams", 3L), ADA))
        .thenEvents(CREATED)
        .thenReply(Done.DONE);
    tenant.given(CREATED).when(new Tenant.Create(Map.of(), ADA)).thenRejected("already-created");
    kit("Not_a_label").when(new Tenant.Create(Map.of(), ADA)).thenRejected("invalid-tenant");
    kit("acme").when(new Tenant.Suspend(ADA)).thenRejected("unknown-tenant");
    kit("acme").when(new Tenant.GetTenant()).thenRejected("unknown-tenant");
  }

  @Test
  void isSuspendedAndResumedByWhoeverAsksAgain() {
    Tenant.Suspended suspended = new Tenant.Suspended(ADA);
    tenant.given(CREATED).when(new Tenant.Suspend(ADA)).thenEvents(suspended);
    kit("acme").given(CREATED, suspended).when(new Tenant.Suspend(ADA)).thenEvents();
    kit("acme")
        .given(CREATED, suspended)
        .when(new Tenant.Resume(ADA))
        .thenEvents(new Tenant.Resumed(ADA));
    kit("acme").given(CREATED).when(new Tenant.Resume(ADA)).thenEvents().thenReply(Done.DONE);
  }

  @Test
  void limitsAreChangedOneByOneAndOnlyToWhatTheyCanBe() {
    tenant
        .given(CREATED, new Tenant.LimitsChanged(Map.of("reminders", 7L), ADA))
        .when(new Tenant.GetTenant())
        .thenReply(
            new Tenant.View(TenantStatus.ACTIVE, Map.of("streams", 3L, "reminders", 7L), 1, ""));
    kit("acme")
        .given(CREATED)
        .when(new Tenant.ChangeLimits(Map.of("wishes", 3L), ADA))
        .thenRejected("invalid-limit");
    kit("acme")
        .given(CREATED)
        .when(new Tenant.ChangeLimits(Map.of("streams", -1L), ADA))
        .thenRejected("invalid-limit");
  }

  @Test
  void aLimitThatANewerBuildKnowsDoesNotKeepItFromBeingRead() {
    tenant
        .given(CREATED, new Tenant.LimitsChanged(Map.of("wishes", 3L), ADA))
        .when(new Tenant.GetTenant())
        .thenReply(
            new Tenant.View(TenantStatus.ACTIVE, Map.of("streams", 3L, "wishes", 3L), 1, ""));
  }

  @Test
  void nothingLeadsBackFromItsErasure() {
    tenant.given(CREATED).when(new Tenant.BeginErasure(ADA)).thenEvents(BEGUN);
    kit("acme").given(CREATED, BEGUN).when(new Tenant.BeginErasure(ADA)).thenEvents();
    kit("acme")
        .given(CREATED)
        .when(new Tenant.FinishErasure("abc", ADA))
        .thenRejected("not-erasing");
    kit("acme").given(CREATED, BEGUN).when(new Tenant.FinishErasure("abc", ADA)).thenEvents(ERASED);
    List<Tenant.Change> changes =
        List.of(
            new Tenant.Create(Map.of(), ADA),
            new Tenant.Suspend(ADA),
            new Tenant.Resume(ADA),
            new Tenant.ChangeLimits(Map.of(), ADA),
            new Tenant.RotateKey(ADA));
    for (Tenant.Change change : changes) {
      kit("acme").given(CREATED, BEGUN).when(change).thenRejected("erased");
      kit("acme").given(CREATED, BEGUN, ERASED).when(change).thenRejected("erased");
    }
    kit("acme")
        .given(CREATED, BEGUN, ERASED)
        .when(new Tenant.GetTenant())
        .thenReply(new Tenant.View(TenantStatus.ERASED, Map.of(), 1, "abc"));
  }

  @Test
  void eachKeyIsCounted() {
    tenant
        .given(CREATED, new Tenant.KeyRotated(ADA))
        .when(new Tenant.RotateKey(ADA))
        .thenEvents(new Tenant.KeyRotated(ADA))
        .thenState(
            new Tenant.State(
                true, TenantStatus.ACTIVE, new TenantLimits(Map.of("streams", 3L)), 3, ""));
  }

  @Test
  void aChangeHasSomebodyAndAReason() {
    assertThatThrownBy(() -> new By(" ", "why"))
        .hasMessage("by: 'who' must have 1 to 255 characters, had 0");
    assertThatThrownBy(() -> new By("ada", "x".repeat(501)))
        .hasMessage("by: 'why' must have 1 to 500 characters, had 501");
  }

  @Test
  void nothingStoredBecomesUnreadable() {
    ContractFile.verify(Path.of("entity-contracts.txt"), List.of(Tenant.TYPE));
  }
}
