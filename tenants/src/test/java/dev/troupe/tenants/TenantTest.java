package dev.troupe.tenants;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.Done;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.model.testkit.ContractFile;
import dev.troupe.model.testkit.EntityTestKit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantTest {
  private static final By ADA = new By("ada", "contract 17");
  private static final Tenant.Created CREATED = new Tenant.Created(Map.of("streams", 3L), ADA);
  private static final Tenant.ErasureBegun BEGUN = new Tenant.ErasureBegun(ADA);
  private static final Tenant.Erased ERASED = new Tenant.Erased("abc", ADA);

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final List<String> READ = List.of("account:get-balance");

  private final EntityTestKit<Tenant, Tenant.Event, Tenant.State> tenant = kit("acme");

  private static EntityTestKit<Tenant, Tenant.Event, Tenant.State> kit(String name) {
    return kit(name, NOW);
  }

  private static EntityTestKit<Tenant, Tenant.Event, Tenant.State> kit(String name, Instant now) {
    return EntityTestKit.of(
        new Tenant(EntityKey.of(TenantId.SYSTEM, name), InstantSource.fixed(now)));
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
            new Tenant.View(
                TenantStatus.ACTIVE,
                Map.of("streams", 3L, "reminders", 7L),
                1,
                "",
                TenantGrants.NONE));
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
            new Tenant.View(
                TenantStatus.ACTIVE,
                Map.of("streams", 3L, "wishes", 3L),
                1,
                "",
                TenantGrants.NONE));
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
            new Tenant.RotateKey(ADA),
            new Tenant.GrantAccess("globex", READ, NOW.plusSeconds(60), ADA),
            new Tenant.RevokeGrants("globex", ADA));
    for (Tenant.Change change : changes) {
      kit("acme").given(CREATED, BEGUN).when(change).thenRejected("erased");
      kit("acme").given(CREATED, BEGUN, ERASED).when(change).thenRejected("erased");
    }
    kit("acme")
        .given(CREATED, BEGUN, ERASED)
        .when(new Tenant.GetTenant())
        .thenReply(new Tenant.View(TenantStatus.ERASED, Map.of(), 1, "abc", TenantGrants.NONE));
  }

  private static Tenant.AccessGranted granted(String to, List<String> scopes, int seconds) {
    return new Tenant.AccessGranted(to, scopes, NOW.plusSeconds(seconds), NOW, ADA);
  }

  private static TenantGrant grant(String to, List<String> scopes, int seconds) {
    return new TenantGrant(to, scopes, NOW.plusSeconds(seconds), ADA);
  }

  private static Tenant.View with(TenantGrant... grants) {
    return new Tenant.View(
        TenantStatus.ACTIVE, Map.of("streams", 3L), 1, "", new TenantGrants(List.of(grants)));
  }

  @Test
  void anotherTenantIsGrantedAccessAndLosesIt() {
    tenant
        .given(CREATED)
        .when(new Tenant.GrantAccess("globex", READ, NOW.plusSeconds(60), ADA))
        .thenEvents(granted("globex", READ, 60))
        .thenReply(Done.DONE);
    kit("acme")
        .given(CREATED, granted("globex", READ, 60), granted("initech", READ, 60))
        .when(new Tenant.RevokeGrants("globex", ADA))
        .thenEvents(new Tenant.GrantsRevoked("globex", NOW, ADA));
    kit("acme")
        .given(
            CREATED,
            granted("globex", READ, 60),
            granted("initech", READ, 60),
            new Tenant.GrantsRevoked("globex", NOW, ADA))
        .when(new Tenant.GetTenant())
        .thenReply(with(grant("initech", READ, 60)));
    kit("acme")
        .given(CREATED, granted("initech", READ, 60))
        .when(new Tenant.RevokeGrants("globex", ADA))
        .thenEvents()
        .thenReply(Done.DONE);
  }

  @Test
  void aGrantIsRevokedAlsoByWhoseClockItHasEnded() {
    kit("acme", NOW.plusSeconds(600))
        .given(CREATED, granted("globex", READ, 60))
        .when(new Tenant.RevokeGrants("globex", ADA))
        .thenEvents(new Tenant.GrantsRevoked("globex", NOW.plusSeconds(600), ADA));
  }

  @Test
  void theSameGrantAgainTakesThePlaceOfTheFormerAndEndedOnesAreDropped() {
    List<String> write = List.of("account:deposit");
    tenant
        .given(
            CREATED,
            granted("globex", READ, 60),
            granted("globex", write, 1),
            granted("globex", List.of("account:get-balance", "account:get-balance"), 90),
            new Tenant.AccessGranted("initech", READ, NOW.plusSeconds(70), NOW.plusSeconds(1), ADA))
        .when(new Tenant.GetTenant())
        .thenReply(with(grant("globex", READ, 90), grant("initech", READ, 70)));
  }

  @Test
  void noMoreGrantsAreGivenThanAreKept() {
    Tenant.Event[] full =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(CREATED),
                IntStream.range(0, TenantGrants.MOST).mapToObj(i -> granted("t-" + i, READ, 60)))
            .toArray(Tenant.Event[]::new);
    Instant end = NOW.plusSeconds(90);
    tenant
        .given(full)
        .when(new Tenant.GrantAccess("globex", READ, end, ADA))
        .thenRejected("too-many-grants");
    kit("acme")
        .given(full)
        .when(new Tenant.GrantAccess("t-7", READ, end, ADA))
        .thenEvents(granted("t-7", READ, 90));
    kit("acme", NOW.plusSeconds(60))
        .given(full)
        .when(new Tenant.GrantAccess("globex", READ, end, ADA))
        .thenEvents(new Tenant.AccessGranted("globex", READ, end, NOW.plusSeconds(60), ADA));
  }

  @ParameterizedTest
  @CsvSource({
    "acme, account:get-balance, 60",
    "Not_a_label, account:get-balance, 60",
    "_system, account:get-balance, 60",
    "globex, account, 60",
    "globex, account:*s, 60",
    "globex, operator:erase, 60",
    "globex, operator:*, 60",
    "globex, tenant:export, 60",
    "globex, tenant:*, 60",
    "globex, account:get-balance, 0",
    "globex, account:get-balance, -1",
    "globex, account:get-balance, 31622401"
  })
  void whatNobodyCanBeGrantedIsRefused(String to, String scope, long seconds) {
    tenant
        .given(CREATED)
        .when(new Tenant.GrantAccess(to, List.of(scope), NOW.plusSeconds(seconds), ADA))
        .thenRejected("invalid-grant");
  }

  @Test
  void aGrantHasOneToFiftyScopesAndAYear() {
    Instant end = NOW.plus(Duration.ofDays(366));
    tenant
        .given(CREATED)
        .when(new Tenant.GrantAccess("globex", List.of(), end, ADA))
        .thenRejected("invalid-grant");
    List<String> many = IntStream.range(0, 51).mapToObj(i -> "account:c" + i).toList();
    kit("acme")
        .given(CREATED)
        .when(new Tenant.GrantAccess("globex", many, end, ADA))
        .thenRejected("invalid-grant");
    kit("acme")
        .given(CREATED)
        .when(new Tenant.GrantAccess("globex", READ, end, ADA))
        .thenReply(Done.DONE);
  }

  @Test
  void anErasedTenantHasGrantedNothing() {
    tenant
        .given(CREATED, granted("globex", READ, 60), BEGUN)
        .when(new Tenant.GetTenant())
        .thenReply(
            new Tenant.View(TenantStatus.ERASING, Map.of("streams", 3L), 1, "", TenantGrants.NONE));
  }

  @Test
  void eachKeyIsCounted() {
    tenant
        .given(CREATED, new Tenant.KeyRotated(ADA))
        .when(new Tenant.RotateKey(ADA))
        .thenEvents(new Tenant.KeyRotated(ADA))
        .thenState(
            new Tenant.State(
                true,
                TenantStatus.ACTIVE,
                new TenantLimits(Map.of("streams", 3L)),
                3,
                "",
                TenantGrants.NONE));
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
