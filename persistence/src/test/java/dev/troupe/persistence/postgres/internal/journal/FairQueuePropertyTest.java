package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Throttled;
import dev.troupe.persistence.postgres.internal.journal.FairQueueTest.Piece;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FairQueuePropertyTest {

  @Provide
  Arbitrary<List<Piece>> work() {
    Arbitrary<String> tenants = Arbitraries.of("acme", "beta", "gamma", "delta");
    Arbitrary<Long> bytes =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1, 2_000), Arbitraries.longs().between(1, 200_000));
    return Combinators.combine(
            tenants,
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(1, 20),
            bytes)
        .as((tenant, stream, rows, size) -> new Piece(tenant, tenant + stream, rows, size))
        .list()
        .ofMaxSize(300);
  }

  private static long share(String tenant) {
    return FairQueue.QUANTUM * weight(tenant);
  }

  private static int weight(String tenant) {
    return tenant.equals("acme") ? 3 : 1;
  }

  private static FairQueue<Piece> unbounded() {
    return new FairQueue<>(
        new FairQueue.Limit("rows", Long.MAX_VALUE),
        new FairQueue.Limit("bytes", Long.MAX_VALUE),
        FairQueuePropertyTest::weight);
  }

  /**
   * Before a tenant has been served some bytes, another one is served no more than its share for as
   * many rounds as those bytes take, one round of a different start, and one piece.
   */
  @Property(tries = 300)
  void noTenantWaitsForMoreThanTheSharesOfTheOthers(
      @ForAll("work") List<Piece> work,
      @ForAll @IntRange(min = 1, max = 60) int maxRows,
      @ForAll @IntRange(min = 1, max = 300_000) int maxBytes)
      throws InterruptedException {
    FairQueue<Piece> queue = unbounded();
    Map<String, Long> largest = new HashMap<>();
    for (Piece piece : work) {
      queue.offer(piece);
      largest.merge(piece.tenant, piece.bytes, Math::max);
    }
    Map<String, Long> served = new HashMap<>();
    for (Piece piece : drain(queue, work.size(), maxRows, maxBytes)) {
      long mine = served.merge(piece.tenant, piece.bytes, Long::sum);
      long rounds = Math.ceilDiv(mine, share(piece.tenant)) + 1;
      served.forEach((other, bytes) -> {
        if (!other.equals(piece.tenant)) {
          assertThat(bytes)
              .isLessThanOrEqualTo(rounds * share(other) + largest.getOrDefault(other, 0L));
        }
      });
    }
  }

  private static List<Piece> drain(FairQueue<Piece> queue, int pieces, int maxRows, long maxBytes)
      throws InterruptedException {
    List<Piece> drained = new ArrayList<>();
    while (drained.size() < pieces) {
      List<Piece> batch = queue.take(maxRows, maxBytes);
      assertThat(batch.size() == 1 || (rows(batch) <= maxRows && bytes(batch) <= maxBytes))
          .isTrue();
      drained.addAll(batch);
      queue.done(batch);
    }
    assertThat(queue.tenants()).isZero();
    return drained;
  }

  private static long rows(Collection<Piece> pieces) {
    return pieces.stream().mapToLong(Piece::rows).sum();
  }

  private static long bytes(Collection<Piece> pieces) {
    return pieces.stream().mapToLong(Piece::bytes).sum();
  }

  /** Offers, takes and ends batches as it comes; true takes the oldest open batch's end first. */
  @Property(tries = 300)
  void aStreamKeepsItsOrderAndIsInOneBatchAtATimeAndBoundsHold(
      @ForAll("work") List<Piece> work, @ForAll List<Boolean> steps) throws InterruptedException {
    FairQueue<Piece> queue = FairQueueTest.queue(40, 400_000);
    Map<String, List<Piece>> accepted = new HashMap<>();
    Map<String, List<Piece>> taken = new HashMap<>();
    List<List<Piece>> open = new ArrayList<>();
    Map<String, List<Piece>> waiting = new HashMap<>();
    int step = 0;
    for (Piece piece : work) {
      List<Piece> mine = waiting.computeIfAbsent(piece.tenant, t -> new ArrayList<>());
      boolean fits =
          mine.isEmpty() || (rows(mine) + piece.rows <= 40 && bytes(mine) + piece.bytes <= 400_000);
      assertThat(isAccepted(queue, piece)).isEqualTo(fits);
      if (fits) {
        mine.add(piece);
        accepted.computeIfAbsent(piece.stream(), s -> new ArrayList<>()).add(piece);
      }
      boolean takes = !steps.isEmpty() && steps.get(step++ % steps.size());
      if (takes && hasFree(waiting, open)) {
        List<Piece> batch = queue.take(10, 100_000);
        assertThat(Collections.disjoint(streams(List.of(batch)), streams(open))).isTrue();
        open.add(batch);
        note(batch, waiting, taken);
      } else if (!open.isEmpty()) {
        queue.done(open.removeFirst());
      }
    }
    open.forEach(queue::done);
    queue.close();
    for (var batch = queue.take(7, 50_000); !batch.isEmpty(); batch = queue.take(7, 50_000)) {
      note(batch, waiting, taken);
      queue.done(batch);
    }
    assertThat(taken).isEqualTo(accepted);
    assertThat(queue.tenants()).isZero();
  }

  private static boolean isAccepted(FairQueue<Piece> queue, Piece piece) {
    try {
      queue.offer(piece);
      return true;
    } catch (Throttled e) {
      return false;
    }
  }

  private static boolean hasFree(Map<String, List<Piece>> waiting, List<List<Piece>> open) {
    Set<String> held = streams(open);
    return waiting.values().stream()
        .flatMap(List::stream)
        .anyMatch(piece -> !held.contains(piece.stream()));
  }

  private static Set<String> streams(List<List<Piece>> batches) {
    Set<String> streams = new HashSet<>();
    batches.forEach(batch -> batch.forEach(piece -> streams.add(String.valueOf(piece.stream()))));
    return streams;
  }

  private static void note(
      List<Piece> batch, Map<String, List<Piece>> waiting, Map<String, List<Piece>> taken) {
    for (Piece piece : batch) {
      waiting.getOrDefault(piece.tenant, new ArrayList<>()).remove(piece);
      taken.computeIfAbsent(String.valueOf(piece.stream()), s -> new ArrayList<>()).add(piece);
    }
  }

  @Property(tries = 20)
  void nothingIsLostOrDoubledWhenManyOfferAndTake(@ForAll("work") List<Piece> work)
      throws Exception {
    FairQueue<Piece> queue = unbounded();
    ConcurrentLinkedQueue<Piece> taken = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> doubled = new ConcurrentLinkedQueue<>();
    Set<String> inFlight = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<?>> takers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        takers.add(threads.submit(() -> takeAll(queue, taken, inFlight, doubled)));
      }
      List<Future<?>> offerers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int third = i;
        offerers.add(
            threads.submit(() -> {
              for (int each = third; each < work.size(); each += 3) {
                queue.offer(work.get(each));
              }
            }));
      }
      for (Future<?> offerer : offerers) {
        offerer.get(20, TimeUnit.SECONDS);
      }
      queue.close();
      for (Future<?> taker : takers) {
        taker.get(20, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(work);
    assertThat(doubled).as("streams in two batches at once").isEmpty();
    assertThat(queue.tenants()).isZero();
  }

  private static Void takeAll(
      FairQueue<Piece> queue,
      Collection<Piece> taken,
      Set<String> inFlight,
      Collection<String> doubled)
      throws InterruptedException {
    for (var batch = queue.take(5, 50_000); !batch.isEmpty(); batch = queue.take(5, 50_000)) {
      Set<String> streams = streams(List.of(batch));
      streams.stream().filter(stream -> !inFlight.add(stream)).forEach(doubled::add);
      taken.addAll(batch);
      Thread.onSpinWait();
      inFlight.removeAll(streams);
      queue.done(batch);
    }
    return null;
  }
}
