package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReminderQuotaTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId OTHER = TenantId.of("other");

  private final ReminderQuota quota = new ReminderQuota(tenant -> 100);

  private void refuses(TenantId tenant, int reminders) {
    assertThatExceptionOfType(Throttled.class)
        .isThrownBy(() -> quota.add(tenant, reminders))
        .satisfies(e -> assertThat(e.allowed()).isEqualTo(100));
  }

  @Test
  void isOfEachTenant() {
    quota.add(ACME, 100);
    refuses(ACME, 1);
    quota.add(OTHER, 100);
    assertThat(quota.tenants()).containsExactlyInAnyOrder(ACME, OTHER);
  }

  @Test
  void whatIsRefusedIsNotCounted() {
    quota.add(ACME, 99);
    refuses(ACME, 2);
    quota.add(ACME, 1);
    refuses(ACME, 1);
  }

  @Test
  void goesOnFromTheLatestCount() {
    quota.add(ACME, 100);
    quota.counted(ACME, 40);
    quota.add(ACME, 60);
    refuses(ACME, 1);
    quota.counted(ACME, 250);
    refuses(ACME, 1);
  }

  @Test
  void whatReplacesAnotherTakesNoRoomOnceItIsCommitted() {
    quota.add(ACME, 90);
    quota.counted(ACME, 90);
    for (int i = 0; i < 1000; i++) {
      quota.add(ACME, 10);
      quota.committed(ACME, -10, System.nanoTime());
    }
    quota.add(ACME, 10);
    refuses(ACME, 1);
  }

  @Test
  void whatWasCountedInTheMeantimeIsNotTakenOffAgain() {
    quota.add(ACME, 100);
    long begun = System.nanoTime();
    quota.counted(ACME, 100);
    quota.committed(ACME, -100, begun);
    refuses(ACME, 1);
    quota.committed(ACME, -1, System.nanoTime());
    quota.add(ACME, 1);
    refuses(ACME, 1);
  }

  @Test
  void nobodyHasLessThanNone() {
    quota.add(ACME, 1);
    quota.committed(ACME, -50, System.nanoTime());
    quota.add(ACME, 100);
    refuses(ACME, 1);
  }

  @Test
  void whoSetsTheSameAgainIsNotForgotten() {
    quota.add(ACME, 5);
    quota.counted(ACME, 5);
    quota.add(ACME, 5);
    quota.committed(ACME, -5, System.nanoTime());
    quota.counted(ACME, 5);
    assertThat(quota.tenants()).containsExactly(ACME);
  }

  @Test
  void whoseRemindersOnlyEndIsNotEvenKnown() {
    quota.committed(OTHER, -1, System.nanoTime());
    assertThat(quota.tenants()).isEmpty();
  }

  @Test
  void forgetsWhoHasFewAndSetsNone() {
    quota.add(ACME, 5);
    quota.counted(ACME, 5);
    assertThat(quota.tenants()).containsExactly(ACME);
    quota.counted(ACME, 5);
    assertThat(quota.tenants()).isEmpty();
  }

  @Test
  void neverForgetsWhoHasMany() {
    quota.add(ACME, 50);
    quota.counted(ACME, 50);
    quota.counted(ACME, 50);
    refuses(ACME, 51);
  }

  @Test
  void whoSetsNoneIsNotEvenKnown() {
    quota.add(ACME, 0);
    assertThat(quota.tenants()).isEmpty();
  }

  @Test
  void aLimitThatIsChangedHoldsAtOnce() {
    AtomicLong limit = new AtomicLong(3);
    ReminderQuota changing = new ReminderQuota(tenant -> limit.get());
    changing.add(ACME, 3);
    limit.set(1);
    assertThatExceptionOfType(Throttled.class)
        .isThrownBy(() -> changing.add(ACME, 1))
        .satisfies(e -> assertThat(List.of(e.used(), e.allowed())).containsExactly(3L, 1L));
    limit.set(4);
    changing.add(ACME, 1);
    assertThat(changing.limit(ACME)).isEqualTo(4);
  }
}
