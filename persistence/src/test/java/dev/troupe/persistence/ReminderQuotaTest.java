package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReminderQuotaTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId OTHER = TenantId.of("other");

  private final AtomicLong nanos = new AtomicLong();
  private final ReminderQuota quota = new ReminderQuota(tenant -> 100, nanos::get);

  private long transaction;

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

  /** A transaction of the next number sets so many, and has the table have so many more. */
  private void commit(int set, int more) {
    quota.committed(ACME, set, nanos.get(), more, ++transaction);
  }

  /** A count that sees what is committed. */
  private void count(long reminders) {
    quota.counted(ACME, new ReminderCount(reminders, sawUpTo(transaction)));
  }

  private static TransactionSnapshot sawUpTo(long transaction) {
    return new TransactionSnapshot(transaction + 1, Set.of());
  }

  @Test
  void goesOnFromTheLatestCount() {
    quota.add(ACME, 100);
    commit(100, 100);
    count(40);
    quota.add(ACME, 60);
    refuses(ACME, 1);
    count(250);
    refuses(ACME, 1);
  }

  @Test
  void whatIsUnderWayAsTheTableIsCountedIsNotForgotten() {
    quota.add(ACME, 100);
    count(0);
    refuses(ACME, 1);
    commit(100, 100);
    refuses(ACME, 1);
    count(100);
    refuses(ACME, 1);
  }

  @Test
  void whatReplacesAnotherTakesNoRoomOnceItIsCommitted() {
    quota.add(ACME, 90);
    commit(90, 90);
    count(90);
    for (int i = 0; i < 1000; i++) {
      quota.add(ACME, 10);
      commit(10, 0);
    }
    quota.add(ACME, 10);
    refuses(ACME, 1);
  }

  @Test
  void whatACountHasSeenIsNotCountedAgain() {
    quota.add(ACME, 60);
    quota.counted(ACME, new ReminderCount(60, sawUpTo(1)));
    refuses(ACME, 1);
    quota.committed(ACME, 60, nanos.get(), 60, 1);
    quota.add(ACME, 40);
    refuses(ACME, 1);
  }

  @Test
  void whatACountHasNotSeenIsCountedToo() {
    quota.add(ACME, 60);
    quota.committed(ACME, 60, nanos.get(), 60, 5);
    quota.counted(ACME, new ReminderCount(0, new TransactionSnapshot(9, Set.of(5L))));
    quota.add(ACME, 40);
    refuses(ACME, 1);
    quota.counted(ACME, new ReminderCount(60, new TransactionSnapshot(9, Set.of())));
    refuses(ACME, 1);
    quota.committed(ACME, 0, nanos.get(), -1, 9);
    quota.add(ACME, 1);
    refuses(ACME, 1);
  }

  @Test
  void whatIsNeverWrittenIsGivenBack() {
    quota.add(ACME, 100);
    quota.giveBack(ACME, 30, nanos.get());
    quota.add(ACME, 30);
    refuses(ACME, 1);
  }

  @Test
  void nobodyHasLessThanNone() {
    quota.add(ACME, 1);
    commit(1, -50);
    quota.add(ACME, 100);
    refuses(ACME, 1);
  }

  @Test
  void whoSetsTheSameAgainIsNotForgotten() {
    quota.add(ACME, 5);
    commit(5, 5);
    count(5);
    quota.add(ACME, 5);
    commit(5, 0);
    count(5);
    assertThat(quota.tenants()).containsExactly(ACME);
  }

  @Test
  void whoseRemindersOnlyEndIsNotEvenKnown() {
    quota.committed(OTHER, 0, nanos.get(), -1, 3);
    assertThat(quota.tenants()).isEmpty();
  }

  @Test
  void forgetsWhoHasFewAndSetsNone() {
    quota.add(ACME, 5);
    commit(5, 5);
    count(5);
    assertThat(quota.tenants()).containsExactly(ACME);
    count(5);
    assertThat(quota.tenants()).isEmpty();
  }

  @Test
  void doesNotForgetWhoHasSomeUnderWay() {
    quota.add(ACME, 5);
    count(0);
    count(0);
    assertThat(quota.tenants()).containsExactly(ACME);
  }

  @Test
  void whatNobodySaidTheEndOfIsLostAMinuteLater() {
    quota.add(ACME, 100);
    nanos.addAndGet(KnownReminders.LOST.toNanos() - 1);
    count(90);
    refuses(ACME, 1);
    nanos.incrementAndGet();
    count(90);
    quota.add(ACME, 10);
    refuses(ACME, 1);
  }

  @Test
  void whatIsUnderWayIsNotLostHoweverOftenIsCounted() {
    quota.add(ACME, 100);
    for (int i = 0; i < 1_000; i++) {
      count(0);
    }
    refuses(ACME, 1);
  }

  @Test
  void whatIsLostIsNotHiddenByWhatComesLater() {
    quota.add(ACME, 50);
    long step = KnownReminders.TOGETHER.toNanos();
    int later = (int) (KnownReminders.LOST.toNanos() / step);
    for (int i = 1; i <= later; i++) {
      nanos.addAndGet(step);
      quota.add(ACME, 1);
      commit(1, 1);
      count(i);
    }
    quota.add(ACME, 100 - later);
    refuses(ACME, 1);
  }

  @Test
  void manyChangesBetweenTwoCountsAreAddedUp() {
    ReminderQuota large = new ReminderQuota(tenant -> 2 * KnownReminders.MOST_CHANGES, nanos::get);
    for (int i = 1; i <= 2 * KnownReminders.MOST_CHANGES; i++) {
      large.add(ACME, 1);
      large.committed(ACME, 1, nanos.get(), 1, i);
    }
    assertThatExceptionOfType(Throttled.class).isThrownBy(() -> large.add(ACME, 1));
    large.counted(ACME, new ReminderCount(7, sawUpTo(2 * KnownReminders.MOST_CHANGES)));
    large.add(ACME, 2 * KnownReminders.MOST_CHANGES - 7);
    assertThatExceptionOfType(Throttled.class).isThrownBy(() -> large.add(ACME, 1));
  }

  @Test
  void neverForgetsWhoHasMany() {
    quota.add(ACME, 50);
    commit(50, 50);
    count(50);
    count(50);
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
