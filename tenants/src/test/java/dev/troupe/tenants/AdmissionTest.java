package dev.troupe.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.Admission.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId GLOBEX = TenantId.of("globex");

  private long now = 1_000_000_000L;

  private Admission admission(int perTenant, int perNode) {
    DefaultLimits defaults =
        new DefaultLimits(limit -> limit == Limit.COMMANDS_IN_FLIGHT ? perTenant : limit.most());
    return new Admission(defaults, perNode, () -> 3, () -> now);
  }

  @Test
  void aTenantAtItsLimitIsThrottledAndNoOtherIs() {
    Admission admission = admission(2, 100);
    admission.enter(ACME, TenantLimits.NONE);
    admission.enter(ACME, TenantLimits.NONE);

    assertThatThrownBy(() -> admission.enter(ACME, TenantLimits.NONE))
        .isInstanceOfSatisfying(
            Throttled.class,
            throttled -> {
              assertThat(throttled.limit()).isEqualTo("troupe.tenants.limits.commands-in-flight");
              assertThat(throttled.allowed()).isEqualTo(2);
              assertThat(throttled.retryAfter()).isPresent();
              assertThat(throttled.isOutcomeUnknown()).isFalse();
            })
        .hasMessageContaining("tenant acme");
    assertThat(admission.enter(GLOBEX, TenantLimits.NONE)).isNotNull();
  }

  @Test
  void aClosedPermitMakesRoomOnce() {
    Admission admission = admission(1, 100);
    Permit first = admission.enter(ACME, TenantLimits.NONE);
    first.close();
    first.close();
    admission.enter(ACME, TenantLimits.NONE);

    assertThat(admission.inFlight()).isEqualTo(1);
    assertThatThrownBy(() -> admission.enter(ACME, TenantLimits.NONE))
        .isInstanceOf(Throttled.class);
  }

  @Test
  void aFullNodeIsUnavailableToAll() {
    Admission admission = admission(10, 2);
    Permit permit = admission.enter(ACME, TenantLimits.NONE);
    admission.enter(GLOBEX, TenantLimits.NONE);

    assertThatThrownBy(() -> admission.enter(TenantId.of("initech"), TenantLimits.NONE))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("troupe.admission.per-node");
    permit.close();
    assertThat(admission.enter(TenantId.of("initech"), TenantLimits.NONE)).isNotNull();
  }

  @Test
  void aRefusalLeavesNothingBehind() {
    Admission admission = admission(1, 1);
    Permit permit = admission.enter(ACME, TenantLimits.NONE);
    for (int i = 0; i < 100; i++) {
      TenantId invented = TenantId.of("t" + i);
      assertThatThrownBy(() -> admission.enter(invented, TenantLimits.NONE))
          .isInstanceOf(Unavailable.class);
    }
    permit.close();

    assertThat(admission.inFlight()).isZero();
    assertThat(admission.tenantsKnown()).isZero();
  }

  @Test
  void neverLetsMoreInThanItsLimitsHoweverManyCome() throws Exception {
    int perTenant = 7;
    Admission admission = admission(perTenant, 100);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    int let =
        crowd(
            admission,
            TenantLimits.NONE,
            perTenant,
            () -> {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
            });

    assertThat(most.get()).isBetween(1, perTenant);
    assertThat(let).isPositive();
    assertThat(admission.inFlight()).isZero();
    assertThat(admission.tenantsKnown()).isZero();
  }

  /** Although each moment without a command in flight is one to forget the tenant in. */
  @Test
  void aRateIsExactHoweverManyCome() throws Exception {
    TenantLimits own = TenantLimits.NONE.with(Map.of("commands-per-second", 300L));
    Admission admission = admission(100, 1_000);

    assertThat(crowd(admission, own, 300, () -> {})).isEqualTo(2 * 300 / 3);
    assertThat(admission.inFlight()).isZero();
    assertThat(admission.tenantsKnown()).isEqualTo(1);
  }

  /**
   * Eight threads come as often as they can, and are told of this limit where they are refused; how
   * many commands were let in.
   */
  private static int crowd(Admission admission, TenantLimits own, long limit, Runnable inside)
      throws Exception {
    AtomicInteger let = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < 20_000; i++) {
                try (Permit permit = admission.enter(ACME, own)) {
                  inside.run();
                  let.incrementAndGet();
                } catch (Throttled full) {
                  assertThat(full.allowed()).isEqualTo(limit);
                  assertThat(full.retryAfter()).isPresent();
                }
              }
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    return let.get();
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThatThrownBy(() -> admission(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'commands-in-flight' must be 1 to 1000000, was '0'");
    assertThatThrownBy(() -> admission(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("troupe.admission.per-node");
  }

  @Test
  void aTenantsOwnLimitHoldsFromTheNextCommandOn() {
    Admission admission = admission(5, 100);
    TenantLimits own = TenantLimits.NONE.with(Map.of("commands-in-flight", 1L));
    admission.enter(ACME, own);
    assertThatThrownBy(() -> admission.enter(ACME, own)).isInstanceOf(Throttled.class);
    assertThat(admission.enter(ACME, own.with(Map.of("commands-in-flight", 2L)))).isNotNull();
  }

  @Test
  void aRateIsSharedByTheNodesAndSaysWhenToComeAgain() {
    Admission admission = admission(100, 100);
    TenantLimits own = TenantLimits.NONE.with(Map.of("commands-per-second", 30L));
    for (int i = 0; i < 20; i++) {
      admission.enter(ACME, own).close();
    }
    assertThatThrownBy(() -> admission.enter(ACME, own))
        .isInstanceOfSatisfying(
            Throttled.class,
            throttled -> {
              assertThat(throttled.limit()).isEqualTo("troupe.tenants.limits.commands-per-second");
              assertThat(throttled.retryAfter()).contains(Duration.ofMillis(100));
            });
    now += Duration.ofMillis(100).toNanos();
    admission.enter(ACME, own).close();
    assertThatThrownBy(() -> admission.enter(ACME, own)).isInstanceOf(Throttled.class);
    assertThat(admission.enter(GLOBEX, own)).isNotNull();
  }

  @Test
  void tenantsThatUsedTheirRateLongAgoAreForgotten() {
    Admission admission = admission(100, 100_000);
    TenantLimits own = TenantLimits.NONE.with(Map.of("commands-per-second", 30L));
    for (int i = 0; i < 40_000; i++) {
      admission.enter(TenantId.of("t" + i), own).close();
      now += Duration.ofMillis(1).toNanos();
    }
    assertThat(admission.tenantsKnown()).isLessThanOrEqualTo(20_000);
  }
}
