package dev.troupe.persistence.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SharesTest {

  private static List<String> tenants(int count) {
    return IntStream.range(0, count).mapToObj(i -> "tenant-" + i).toList();
  }

  @Test
  void oneTenantAloneGetsAllThatItMayHave() {
    assertThat(Shares.of(List.of("acme"), 100, 64, Map.of())).isEqualTo(Map.of("acme", 64));
    assertThat(Shares.of(List.of("acme"), 10, 64, Map.of())).isEqualTo(Map.of("acme", 10));
  }

  @Test
  void whoHasItsFillGetsNoneAndLeavesItsShareToOthers() {
    assertThat(Shares.of(List.of("acme", "other"), 10, 8, Map.of("acme", 8)))
        .isEqualTo(Map.of("other", 8));
    assertThat(Shares.of(List.of("acme", "other"), 10, 8, Map.of("acme", 6)).get("acme"))
        .isEqualTo(2);
  }

  @Property
  void areEqualAndNeverMoreThanThereIsRoomFor(
      @ForAll @IntRange(max = 50) int count,
      @ForAll @IntRange(min = 1, max = 300) int room,
      @ForAll @IntRange(min = 1, max = 64) int perTenant,
      @ForAll @IntRange(max = 64) int busy) {
    Map<String, Integer> inFlight = new HashMap<>();
    tenants(count / 2).forEach(tenant -> inFlight.put(tenant, busy));
    Map<String, Integer> shares = Shares.of(tenants(count), room, perTenant, inFlight);
    assertThat(shares.values().stream().mapToInt(share -> share).sum()).isLessThanOrEqualTo(room);
    shares.forEach((tenant, share) -> {
      assertThat(share).isPositive();
      assertThat(share + inFlight.getOrDefault(tenant, 0)).isLessThanOrEqualTo(perTenant);
    });
    long free =
        tenants(count).stream().filter(t -> inFlight.getOrDefault(t, 0) < perTenant).count();
    assertThat(shares).hasSize((int) Math.min(free, room));
  }

  @Test
  void whereThereAreMoreTenantsThanRoomEachComesFirstSometimes() {
    Set<String> served = new HashSet<>();
    for (int i = 0; i < 10_000 && served.size() < 20; i++) {
      served.addAll(Shares.of(tenants(20), 1, 64, Map.of()).keySet());
    }
    assertThat(served).hasSize(20);
  }
}
