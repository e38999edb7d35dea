package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.ReminderCount;
import dev.troupe.persistence.ReminderQuota;
import dev.troupe.persistence.TransactionSnapshot;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaCountsTest {
  private static final ReminderCount MANY = new ReminderCount(400_000, TransactionSnapshot.EMPTY);

  private final ReminderQuota quota = new ReminderQuota(tenant -> 1_000_000);
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<String> counted = new ArrayList<>();

  private void set(String... tenants) {
    for (String tenant : tenants) {
      quota.add(TenantId.of(tenant), 1);
    }
  }

  private void run() {
    assertThat(later).hasSize(1);
    later.remove().run();
  }

  @Test
  void theNextRunIsAskedForWhenTheLastHasEnded() {
    set("a", "b");
    new QuotaCounts(
            quota,
            (tenant, most) -> {
              assertThat(later).isEmpty();
              counted.add(tenant.value());
              return new ReminderCount(7, TransactionSnapshot.EMPTY);
            },
            later::add)
        .start();
    run();
    assertThat(counted).containsExactly("a", "b");
    run();
    assertThat(counted).hasSize(4);
    assertThat(later).hasSize(1);
  }

  @Test
  void manyTenantsOfManyAreCountedInTurnOverSomeRuns() {
    set("a", "b", "c", "d");
    new QuotaCounts(
            quota,
            (tenant, most) -> {
              assertThat(most).isEqualTo(1_000_001);
              counted.add(tenant.value());
              return MANY;
            },
            later::add)
        .start();
    run();
    assertThat(counted).containsExactly("a", "b", "c");
    run();
    assertThat(counted).containsExactly("a", "b", "c", "d", "a", "b");
  }

  @Test
  void whatCanNotBeCountedKeepsNobodyFromBeingCountedLater() {
    set("a", "b", "c");
    new QuotaCounts(
            quota,
            (tenant, most) -> {
              counted.add(tenant.value());
              if (tenant.value().equals("b") && counted.size() < 4) {
                throw new SQLException("not now");
              }
              return MANY;
            },
            later::add)
        .start();
    run();
    assertThat(counted).containsExactly("a", "b");
    run();
    assertThat(counted).containsExactly("a", "b", "c", "a", "b");
  }
}
