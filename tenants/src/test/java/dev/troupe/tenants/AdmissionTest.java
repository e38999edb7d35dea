package dev.troupe.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.Admission.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId GLOBEX = TenantId.of("globex");

  @Test
  void aTenantAtItsLimitIsThrottledAndNoOtherIs() {
    Admission admission = new Admission(2, 100);
    admission.enter(ACME);
    admission.enter(ACME);

    assertThatThrownBy(() -> admission.enter(ACME))
        .isInstanceOfSatisfying(
            Throttled.class,
            throttled -> {
              assertThat(throttled.limit()).isEqualTo(Admission.PER_TENANT);
              assertThat(throttled.allowed()).isEqualTo(2);
              assertThat(throttled.retryAfter()).isPresent();
              assertThat(throttled.isOutcomeUnknown()).isFalse();
            })
        .hasMessageContaining("tenant acme");
    assertThat(admission.enter(GLOBEX)).isNotNull();
  }

  @Test
  void aClosedPermitMakesRoomOnce() {
    Admission admission = new Admission(1, 100);
    Permit first = admission.enter(ACME);
    first.close();
    first.close();
    admission.enter(ACME);

    assertThat(admission.inFlight()).isEqualTo(1);
    assertThatThrownBy(() -> admission.enter(ACME)).isInstanceOf(Throttled.class);
  }

  @Test
  void aFullNodeIsUnavailableToAll() {
    Admission admission = new Admission(10, 2);
    Permit permit = admission.enter(ACME);
    admission.enter(GLOBEX);

    assertThatThrownBy(() -> admission.enter(TenantId.of("initech")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("troupe.admission.per-node");
    permit.close();
    assertThat(admission.enter(TenantId.of("initech"))).isNotNull();
  }

  @Test
  void aRefusalLeavesNothingBehind() {
    Admission admission = new Admission(1, 1);
    Permit permit = admission.enter(ACME);
    for (int i = 0; i < 100; i++) {
      TenantId invented = TenantId.of("t" + i);
      assertThatThrownBy(() -> admission.enter(invented)).isInstanceOf(Unavailable.class);
    }
    permit.close();

    assertThat(admission.inFlight()).isZero();
    assertThat(admission.tenantsInFlight()).isZero();
  }

  @Test
  void neverLetsMoreInThanItsLimitsHoweverManyCome() throws Exception {
    int perTenant = 7;
    Admission admission = new Admission(perTenant, 100);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger let = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < 20_000; i++) {
                try (Permit permit = admission.enter(ACME)) {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  let.incrementAndGet();
                  inside.decrementAndGet();
                } catch (Throttled full) {
                  assertThat(full.allowed()).isEqualTo(perTenant);
                }
              }
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }

    assertThat(most.get()).isBetween(1, perTenant);
    assertThat(let.get()).isPositive();
    assertThat(admission.inFlight()).isZero();
    assertThat(admission.tenantsInFlight()).isZero();
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThatThrownBy(() -> new Admission(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 per tenant");
  }
}
