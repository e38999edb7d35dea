package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.Waiting;
import dev.troupe.cluster.internal.ActiveEntities.Seat;
import dev.troupe.model.TenantId;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ActiveEntitiesTest {
  private static final TenantId ACME = TenantId.of("acme");
  private static final TenantId OTHER = TenantId.of("other");

  private final Map<TenantId, Long> limits = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5_000;
  private final ActiveEntities active =
      new ActiveEntities(tenant -> limits.getOrDefault(tenant, Long.MAX_VALUE), () -> now++);

  private Seat enter(TenantId tenant, String name) {
    return active.enter("note", tenant, () -> told.add(name));
  }

  @Test
  void aTenantLosesWhatItHasUsedLeastLately() {
    limits.put(ACME, 2L);
    Seat first = enter(ACME, "first");
    enter(ACME, "second");
    first.used();
    enter(ACME, "third");
    assertThat(told).containsExactly("second");
    enter(ACME, "fourth");
    assertThat(told).containsExactly("second", "first");
  }

  @Test
  void noOtherTenantsIsTouched() {
    limits.put(ACME, 1L);
    for (int i = 0; i < 100; i++) {
      enter(OTHER, "other-" + i);
    }
    for (int i = 0; i < 100; i++) {
      enter(ACME, "acme-" + i);
    }
    assertThat(told).hasSize(99).allMatch(each -> each.startsWith("acme"));
    assertThat(active.running(OTHER)).isEqualTo(100);
  }

  @Test
  void aLimitThatIsLoweredHoldsAtOnceAndOneThatIsRaisedTellsNobody() {
    for (int i = 0; i < 10; i++) {
      enter(ACME, "e-" + i);
    }
    limits.put(ACME, 7L);
    active.trim(ACME);
    assertThat(told).containsExactly("e-0", "e-1", "e-2");
    limits.put(ACME, 100L);
    active.trim(ACME);
    active.trim(OTHER);
    assertThat(told).hasSize(3);
  }

  @Test
  void whatIsToldToStopIsToldOnceAndRunsUntilItHasStopped() {
    Seat seat = enter(ACME, "one");
    active.stop(ACME);
    active.stop(ACME);
    seat.passivate();
    seat.used();
    active.stop(ACME);
    assertThat(told).containsExactly("one");
    assertThat(active.running(ACME)).isEqualTo(1);
    active.leave(ACME, seat);
    active.leave(ACME, seat);
    assertThat(active.running(ACME)).isZero();
  }

  @Test
  void oneThatEndsTwiceCountsOnce() {
    Seat gone = enter(ACME, "gone");
    enter(ACME, "stays");
    active.leave(ACME, gone);
    active.leave(ACME, gone);
    assertThat(active.running(ACME)).isEqualTo(1);
    active.stop(ACME);
    assertThat(told).containsExactly("stays");
  }

  @Test
  void oneThatStartsForATenantThatIsNotServedIsToldToStop() {
    limits.put(ACME, 0L);
    enter(ACME, "late");
    assertThat(told).containsExactly("late");
  }

  @Test
  void theOrderIsThatOfAModelWhateverHappens() {
    Random random = new Random(7);
    LinkedHashMap<String, Seat> model = new LinkedHashMap<>();
    List<String> expected = new ArrayList<>();
    limits.put(ACME, 20L);
    for (int i = 0; i < 20_000; i++) {
      List<String> names = List.copyOf(model.keySet());
      int dice = random.nextInt(10);
      if (dice < 6 && !names.isEmpty()) {
        String name = names.get(random.nextInt(names.size()));
        Seat seat = java.util.Objects.requireNonNull(model.remove(name));
        seat.used();
        model.put(name, seat);
      } else if (dice < 7 && !names.isEmpty()) {
        String name = names.get(random.nextInt(names.size()));
        active.leave(ACME, java.util.Objects.requireNonNull(model.remove(name)));
      } else {
        String name = "e-" + i;
        model.put(name, enter(ACME, name));
        if (model.size() > 20) {
          String coldest = model.keySet().iterator().next();
          model.remove(coldest);
          expected.add(coldest);
        }
      }
    }
    assertThat(told).isEqualTo(expected).isNotEmpty();
  }

  /** What has stopped lies in no tenant's memory, however seldom somebody has to go. */
  @Test
  void onesThatCameAndWentLeaveNothingBehind() {
    Seat stays = enter(ACME, "stays");
    List<WeakReference<Seat>> gone = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Seat seat = enter(ACME, "e-" + i);
      active.leave(ACME, seat);
      gone.add(new WeakReference<>(seat));
    }
    Waiting.until(
        "they are collected",
        () -> {
          System.gc();
          return gone.stream().filter(each -> each.get() != null).count() < 100;
        });
    stays.used();
    assertThat(active.running(ACME)).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void manyThreadsLoseNothing() throws Exception {
    AtomicLong stopped = new AtomicLong();
    ActiveEntities shared = new ActiveEntities(tenant -> 50);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        all.add(
            threads.submit(() -> {
              for (int i = 0; i < 20_000; i++) {
                Seat seat = shared.enter("note", ACME, stopped::incrementAndGet);
                seat.used();
                if (i % 2 == 0) {
                  shared.leave(ACME, seat);
                }
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(shared.running(ACME)).isEqualTo(40_000);
    shared.stop(ACME);
    assertThat(stopped.get()).isGreaterThanOrEqualTo(40_000);
  }
}
