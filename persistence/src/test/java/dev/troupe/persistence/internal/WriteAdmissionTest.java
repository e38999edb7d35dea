package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.troupe.model.Throttled;
import dev.troupe.persistence.JournalSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WriteAdmissionTest {
  private final WriteAdmission admission =
      new WriteAdmission(new JournalSettings(false, 1, 1, 1, 10, 1_000, Map.of()));

  @Test
  void asManyRowsOfATenantAsMayAreOnTheirWay() {
    var place = admission.enter("acme", 10, 100);
    assertThatExceptionOfType(Throttled.class)
        .isThrownBy(() -> admission.enter("acme", 1, 1))
        .satisfies(e -> assertThat(e.limit()).isEqualTo("troupe.journal.queue.rows-per-tenant"))
        .satisfies(e -> assertThat(e.allowed()).isEqualTo(10));
    assertThatExceptionOfType(Throttled.class).isThrownBy(() -> admission.requireRoom("acme"));
    assertThatNoException().isThrownBy(() -> admission.requireRoom("zeta"));
    assertThat(admission.enter("zeta", 1, 1)).isNotNull();
    place.leave();
    assertThatNoException().isThrownBy(() -> admission.requireRoom("acme"));
    assertThat(admission.rows("acme")).isZero();
  }

  @Test
  void asManyBytesToo() {
    admission.enter("acme", 1, 900);
    assertThatExceptionOfType(Throttled.class)
        .isThrownBy(() -> admission.enter("acme", 1, 101))
        .satisfies(e -> assertThat(e.limit()).isEqualTo("troupe.journal.queue.bytes-per-tenant"));
    assertThat(admission.enter("acme", 1, 100)).isNotNull();
  }

  @Test
  void aWriteThatIsLargerThanAllHasRoomAlone() {
    var large = admission.enter("acme", 20, 5_000);
    assertThat(admission.rows("acme")).isEqualTo(20);
    assertThatExceptionOfType(Throttled.class).isThrownBy(() -> admission.enter("acme", 1, 1));
    large.leave();
    assertThat(admission.enter("acme", 1, 1)).isNotNull();
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    var first = admission.enter("acme", 4, 10);
    var second = admission.enter("acme", 4, 10);
    first.leave();
    first.leave();
    assertThat(admission.rows("acme")).isEqualTo(4);
    second.leave();
    assertThat(admission.rows("acme")).isZero();
  }

  @Test
  void neverHasRoomForMoreThanMayBeHoweverManyCome() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger let = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < 20_000; i++) {
                try {
                  var place = admission.enter("acme", 3, 10);
                  most.accumulateAndGet(inside.addAndGet(3), Math::max);
                  let.incrementAndGet();
                  inside.addAndGet(-3);
                  place.leave();
                } catch (Throttled full) {
                  assertThat(full.allowed()).isEqualTo(10);
                }
              }
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    assertThat(most.get()).isBetween(3, 9);
    assertThat(let.get()).isPositive();
    assertThat(admission.rows("acme")).isZero();
  }
}
