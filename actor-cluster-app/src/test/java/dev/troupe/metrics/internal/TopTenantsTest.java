package dev.troupe.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.TenantId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TopTenantsTest {
  private static final int ALL = 100_000;

  private static TenantId tenant(int number) {
    return TenantId.of("t-" + number);
  }

  private static long sum(Map<String, long[]> shown) {
    return shown.values().stream().mapToLong(counts -> counts[0]).sum();
  }

  @Test
  void whoDoesTheMostIsNamedAndTheOthersAreOne() {
    TopTenants tenants = new TopTenants(2, 100, 1);
    for (int number = 1; number <= 5; number++) {
      for (int times = 0; times < number; times++) {
        tenants.count(tenant(number), 0);
      }
    }
    tenants.rank();
    assertThat(tenants.shown()).containsOnlyKeys("t-5", "t-4", TopTenants.OTHER);
    assertThat(tenants.shown().get(TopTenants.OTHER)).containsExactly(15);
    tenants.count(tenant(5), 0);
    tenants.count(tenant(1), 0);
    tenants.rank();
    assertThat(tenants.shown().get("t-5")).containsExactly(1);
    assertThat(tenants.shown().get(TopTenants.OTHER)).containsExactly(16);
  }

  @Test
  void noNumberEverBecomesLessAndNothingIsCountedTwice() {
    TopTenants tenants = new TopTenants(3, 50, 1);
    long done = 0;
    Map<String, long[]> before = tenants.shown();
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < 40; i++) {
        int number = (i * (round / 10 + 1)) % 23;
        tenants.count(tenant(number), 0);
        done++;
      }
      tenants.rank();
      Map<String, long[]> now = tenants.shown();
      Map<String, long[]> last = before;
      now.forEach((name, counts) ->
          assertThat(counts[0])
              .as(name)
              .isGreaterThanOrEqualTo(last.getOrDefault(name, new long[1])[0]));
      before = now;
    }
    assertThat(sum(tenants.shown())).isLessThanOrEqualTo(done);
    assertThat(tenants.shown().getOrDefault(TopTenants.OTHER, new long[1])[0]).isPositive();
  }

  @Test
  void aHundredThousandTenantsAreElevenSeriesAndWhoComesLateIsFoundAmongThem() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    TenantMeters meters = new TenantMeters(registry, 10, 20_000);
    for (int number = 0; number < ALL; number++) {
      meters.ended(tenant(number), Outcome.ACCEPTED);
    }
    meters.rank();
    TenantId late = TenantId.of("late");
    for (int round = 0; round < 3; round++) {
      for (int times = 0; times < 50; times++) {
        meters.ended(late, Outcome.FAILED);
        meters.throttled(late);
      }
      meters.rank();
    }
    assertThat(series(registry, "troupe_tenant_throttled_total")).isEqualTo(11);
    assertThat(series(registry, "troupe_tenant_commands_total")).isEqualTo(33);
    assertThat(registry.scrape())
        .contains("troupe_tenant_throttled_total{tenant=\"late\"}")
        .contains("troupe_tenant_commands_total{outcome=\"accepted\",tenant=\"_other\"} 100000.0");
  }

  private static long series(PrometheusMeterRegistry registry, String name) {
    return registry.scrape().lines().filter(line -> line.startsWith(name + "{")).count();
  }

  @Test
  void noMoreAreRememberedThanMayBeAndThoseWhoStopAreForgotten() {
    TopTenants tenants = new TopTenants(2, 1_000, 1);
    for (int number = 0; number < ALL; number++) {
      tenants.count(tenant(number), 0);
    }
    assertThat(tenants.tracked()).isLessThanOrEqualTo(1_000);
    for (int look = 0; look < 12; look++) {
      tenants.rank();
    }
    assertThat(tenants.tracked()).isLessThanOrEqualTo(2);
    assertThat(sum(tenants.shown())).isEqualTo(ALL);
  }

  @Test
  void whatManyThreadsCountWhileItIsLookedAtIsAllThere() throws Exception {
    TopTenants tenants = new TopTenants(10, 1_000, 1);
    int threads = 4;
    int each = 20_000;
    CountDownLatch done = new CountDownLatch(threads);
    for (int thread = 0; thread < threads; thread++) {
      Thread.ofPlatform()
          .start(() -> {
            for (int i = 0; i < each; i++) {
              tenants.count(tenant(i % 7), 0);
            }
            done.countDown();
          });
    }
    while (done.getCount() > 0) {
      tenants.rank();
    }
    done.await();
    tenants.rank();
    tenants.rank();
    assertThat(sum(tenants.shown())).isEqualTo((long) threads * each);
  }
}
