package dev.troupe.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.NotServed;
import dev.troupe.model.NotServed.Reason;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.auth.Grant;
import dev.troupe.tenants.auth.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenantDirectoryTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final By ADA = new By("ada", "contract 17");
  private static final Tenant.Event CREATED = new Tenant.Created(Map.of(), ADA);

  private long now = Long.MAX_VALUE - 1; // The clock's number may overflow.
  private final TenantDirectory directory = new TenantDirectory(Duration.ofSeconds(5), () -> now);

  private void changed(long version, Tenant.Event event) {
    directory.changed(ACME, version, Optional.of(event));
  }

  private void refusesFor(Reason reason) {
    assertThatThrownBy(() -> directory.require(ACME))
        .isInstanceOfSatisfying(
            NotServed.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @Test
  void whoListensHearsOfEachChangeOnceAfterItHolds() {
    List<String> heard = new ArrayList<>();
    directory.listen(
        tenant -> heard.add(tenant + " " + directory.find(tenant).orElseThrow().state().status()));
    directory.changed(ACME, 1, Optional.of(CREATED));
    directory.changed(ACME, 2, Optional.of(new Tenant.Suspended(ADA)));
    directory.changed(ACME, 1, Optional.of(CREATED));
    assertThat(heard).containsExactly("acme ACTIVE", "acme SUSPENDED");
  }

  @Test
  void knowsNobodyBeforeItWasToldAll() {
    changed(1, CREATED);
    assertThatThrownBy(() -> directory.require(ACME))
        .isInstanceOf(Unavailable.class)
        .hasMessage("this node does not know the tenants yet");
    directory.isTold(now);
    assertThat(directory.require(ACME).version()).isEqualTo(1);
  }

  @Test
  void knowsHowLongItWasToldNothing() {
    now += Duration.ofSeconds(9).toNanos();
    assertThat(directory.silence()).isZero();
    directory.isTold(now);
    now += Duration.ofSeconds(9).toNanos();
    assertThat(directory.silence()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void isNotBelievedForLongerThanItsPatience() {
    changed(1, CREATED);
    directory.isTold(now);
    now += Duration.ofSeconds(5).toNanos();
    assertThat(directory.require(ACME)).isNotNull();
    now += 1;
    assertThatThrownBy(() -> directory.require(ACME))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("not heard of tenants for too long");
    directory.isTold(now);
    assertThat(directory.require(ACME)).isNotNull();
  }

  @Test
  void followsATenantThroughItsLife() {
    directory.isTold(now);
    refusesFor(Reason.UNKNOWN_TENANT);
    changed(1, CREATED);
    directory.require(ACME);
    changed(2, new Tenant.Suspended(ADA));
    refusesFor(Reason.TENANT_SUSPENDED);
    changed(3, new Tenant.Resumed(ADA));
    directory.changed(ACME, 4, Optional.empty());
    changed(5, new Tenant.LimitsChanged(Map.of("streams", 2L), ADA));
    assertThat(directory.require(ACME).state().limits().of(Limit.STREAMS, 9)).isEqualTo(2);
    changed(6, new Tenant.ErasureBegun(ADA));
    refusesFor(Reason.TENANT_ERASED);
    changed(7, new Tenant.Erased("abc", ADA));
    refusesFor(Reason.TENANT_ERASED);
    assertThat(directory.find(ACME)).isPresent();
  }

  @Test
  void whatItKnowsChangesNothingAndWhatItMissedIsAnError() {
    directory.isTold(now);
    changed(1, CREATED);
    changed(2, new Tenant.Suspended(ADA));
    changed(1, CREATED);
    refusesFor(Reason.TENANT_SUSPENDED);
    assertThatThrownBy(() -> changed(4, new Tenant.Resumed(ADA)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tenant 'acme': entry '4' was told after '2'");
  }

  @Test
  void listsTenantsByNameAPageAtATime() {
    for (String name : new String[] {"c", "a", "d", "b"}) {
      directory.changed(TenantId.of(name), 1, Optional.of(CREATED));
    }
    directory.changed(TenantId.of("never"), 1, Optional.empty());
    assertThat(directory.page("a", 2).keySet())
        .extracting(TenantId::value)
        .containsExactly("b", "c");
    assertThat(directory.page("c", 9).keySet()).extracting(TenantId::value).containsExactly("d");
  }

  private static final TenantId GLOBEX = TenantId.of("globex");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private void granted(TenantId of, long version, TenantId to, String... scopes) {
    directory.changed(
        of,
        version,
        Optional.of(
            new Tenant.AccessGranted(to.value(), List.of(scopes), NOW.plusSeconds(60), NOW, ADA)));
  }

  @Test
  void knowsWhatOneTenantHasGrantedAnotherWhileBothAreServed() {
    directory.isTold(now);
    changed(1, CREATED);
    granted(ACME, 2, GLOBEX, "account:get-balance");
    assertThat(directory.between(ACME, GLOBEX)).isEmpty();
    directory.changed(GLOBEX, 1, Optional.of(CREATED));
    assertThat(directory.between(ACME, GLOBEX))
        .containsExactly(
            new Grant(
                ACME,
                GLOBEX,
                Permissions.of("account:get-balance"),
                NOW.plusSeconds(60),
                "contract 17"));
    assertThat(directory.between(GLOBEX, ACME)).isEmpty();
    assertThat(directory.between(TenantId.SYSTEM, GLOBEX)).isEmpty();
    assertThat(directory.between(ACME, TenantId.SYSTEM)).isEmpty();
    directory.changed(GLOBEX, 2, Optional.of(new Tenant.Suspended(ADA)));
    assertThat(directory.between(ACME, GLOBEX)).isEmpty();
    directory.changed(GLOBEX, 3, Optional.of(new Tenant.Resumed(ADA)));
    changed(3, new Tenant.Suspended(ADA));
    assertThat(directory.between(ACME, GLOBEX)).isEmpty();
    changed(4, new Tenant.Resumed(ADA));
    assertThat(directory.between(ACME, GLOBEX)).hasSize(1);
    changed(5, new Tenant.GrantsRevoked("globex", NOW, ADA));
    assertThat(directory.between(ACME, GLOBEX)).isEmpty();
  }

  @Test
  void aGrantThatANewerBuildMadeGrantsNothingAndHarmsNoOther() {
    directory.isTold(now);
    changed(1, CREATED);
    directory.changed(GLOBEX, 1, Optional.of(CREATED));
    granted(ACME, 2, GLOBEX, "account/deposit");
    granted(ACME, 3, GLOBEX, "account:deposit", "account/all");
    assertThat(directory.between(ACME, GLOBEX))
        .extracting(Grant::permissions)
        .containsExactly(Permissions.of("account:deposit"));
  }

  @Test
  void saysSoWhenItCannotKnowWhatIsGranted() {
    assertThatThrownBy(() -> directory.between(ACME, GLOBEX)).isInstanceOf(Unavailable.class);
  }
}
