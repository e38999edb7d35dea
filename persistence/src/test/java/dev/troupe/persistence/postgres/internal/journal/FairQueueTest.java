package dev.troupe.persistence.postgres.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.troupe.model.Throttled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<Piece> queue = queue(100, 1_000_000);

  /** Some work; two pieces are never the same. */
  static final class Piece implements FairQueue.Work {
    final String tenant;
    final @Nullable String stream;
    final int rows;
    final long bytes;

    Piece(String tenant, @Nullable String stream, int rows, long bytes) {
      this.tenant = tenant;
      this.stream = stream;
      this.rows = rows;
      this.bytes = bytes;
    }

    @Override
    public String tenant() {
      return tenant;
    }

    @Override
    public @Nullable String stream() {
      return stream;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public long bytes() {
      return bytes;
    }
  }

  static FairQueue<Piece> queue(long rows, long bytes) {
    return new FairQueue<>(
        new FairQueue.Limit("rows", rows), new FairQueue.Limit("bytes", bytes), tenant -> 1);
  }

  private Piece offered(String tenant, @Nullable String stream) {
    Piece piece = new Piece(tenant, stream, 1, 100);
    queue.offer(piece);
    return piece;
  }

  @Test
  void takesWhatWaitsInOneBatch() throws Exception {
    Piece first = offered("acme", "a");
    Piece second = offered("acme", "a");
    Piece third = offered("zeta", "b");
    assertThat(queue.take(10, 1_000_000)).containsExactly(first, second, third);
    assertThat(queue.tenants()).isZero();
  }

  @Test
  void aBatchHoldsNoMoreThanAskedForUnlessOnePieceDoes() throws Exception {
    Piece large = new Piece("acme", "a", 50, 500_000);
    queue.offer(large);
    Piece small = offered("acme", "b");
    Piece next = offered("acme", "c");
    assertThat(queue.take(1, 1)).containsExactly(large);
    assertThat(queue.take(1, 1_000)).containsExactly(small);
    assertThat(queue.take(10, 1_000)).containsExactly(next);
  }

  @Test
  void workOfAStreamWaitsUntilTheBatchBeforeIsDone() throws Exception {
    offered("acme", "a");
    List<Piece> batch = queue.take(1, 1_000);
    Piece later = offered("acme", "a");
    Piece other = offered("acme", "b");
    Piece last = offered("acme", "a");
    List<Piece> second = queue.take(10, 1_000);
    assertThat(second).containsExactly(other);
    assertThat(queue.waiting("acme")).isEqualTo(2);
    queue.done(second);
    queue.done(batch);
    assertThat(queue.take(10, 1_000)).containsExactly(later, last);
    assertThat(queue.tenants()).isZero();
  }

  @Test
  void workOfNoStreamWaitsForNone() throws Exception {
    offered("acme", null);
    queue.take(1, 1_000);
    Piece second = offered("acme", null);
    assertThat(queue.take(1, 1_000)).containsExactly(second);
  }

  @Test
  void aTenantThatComesLateWaitsForOneShareOfTheOther() throws Exception {
    FairQueue<Piece> large = queue(10_000, 100_000_000);
    for (int i = 0; i < 1_000; i++) {
      large.offer(new Piece("noisy", "n" + i, 1, 1_000));
    }
    large.take(10, 1_000_000);
    Piece quiet = new Piece("quiet", "q", 1, 100);
    large.offer(quiet);
    assertThat(large.take(20, 1_000_000)).contains(quiet);
  }

  @Test
  void aTenantOfMoreWeightGetsMore() throws Exception {
    FairQueue<Piece> weighted =
        new FairQueue<>(
            new FairQueue.Limit("rows", 10_000),
            new FairQueue.Limit("bytes", 100_000_000),
            tenant -> tenant.equals("gold") ? 3 : 1);
    for (int i = 0; i < 1_000; i++) {
      weighted.offer(new Piece("gold", "g" + i, 1, FairQueue.QUANTUM / 4));
      weighted.offer(new Piece("plain", "p" + i, 1, FairQueue.QUANTUM / 4));
    }
    List<Piece> batch = weighted.take(400, Long.MAX_VALUE);
    assertThat(batch.stream().filter(piece -> piece.tenant.equals("gold"))).hasSize(300);
  }

  @Test
  void aFullQueueRefusesItsTenantAloneAndNamesTheSetting() {
    for (int i = 0; i < 100; i++) {
      offered("acme", "a" + i);
    }
    Throttled refusal = catchThrowableOfType(Throttled.class, () -> offered("acme", "b"));
    assertThat(refusal)
        .hasMessage("tenant acme is at its limit 'rows' of 100; send it again later");
    assertThat(refusal.limit()).isEqualTo("rows");
    assertThat(refusal.retryAfter()).isPresent();
    offered("zeta", "z");
    assertThat(queue.waiting("zeta")).isEqualTo(1);
  }

  @Test
  void tooManyBytesAreRefusedButForASinglePiece() {
    queue.offer(new Piece("acme", "a", 1, 2_000_000));
    Throttled refusal = catchThrowableOfType(Throttled.class, () -> offered("acme", "b"));
    assertThat(refusal.limit()).isEqualTo("bytes");
    Throttled untenanted =
        catchThrowableOfType(
            Throttled.class,
            () -> {
              queue.offer(new Piece("", "x", 1, 2_000_000));
              offered("", "y");
            });
    assertThat(untenanted).hasMessageStartingWith("what has no tenant is at its limit 'bytes'");
  }

  @Test
  void onceClosedItRefusesAndGivesOutTheRest() throws Exception {
    Piece first = offered("acme", "a");
    List<Piece> batch = queue.take(10, 1_000);
    Piece second = offered("acme", "a");
    queue.close();
    assertThatThrownBy(() -> offered("acme", "b")).isInstanceOf(RejectedExecutionException.class);
    queue.done(batch);
    assertThat(batch).containsExactly(first);
    assertThat(queue.take(10, 1_000)).containsExactly(second);
    assertThat(queue.take(10, 1_000)).isEmpty();
  }

  @Test
  void whoWaitsIsWokenByWorkByTheEndOfABatchAndByClosing() throws Exception {
    ExecutorService takers = Executors.newSingleThreadExecutor();
    try {
      Future<List<Piece>> woken = takers.submit(() -> queue.take(10, 1_000));
      Piece work = offered("acme", "a");
      assertThat(woken.get(10, TimeUnit.SECONDS)).containsExactly(work);
      Piece behind = offered("acme", "a");
      Future<List<Piece>> released = takers.submit(() -> queue.take(10, 1_000));
      queue.done(woken.get());
      assertThat(released.get(10, TimeUnit.SECONDS)).containsExactly(behind);
      Future<List<Piece>> closed = takers.submit(() -> queue.take(10, 1_000));
      queue.close();
      assertThat(closed.get(10, TimeUnit.SECONDS)).isEmpty();
    } finally {
      takers.shutdownNow();
    }
  }

  @Test
  void whoWaitsCanBeInterrupted() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Thread taker =
        Thread.ofPlatform()
            .unstarted(() -> {
              try {
                queue.take(10, 1_000);
              } catch (InterruptedException e) {
                thrown.add(e);
              }
            });
    taker.start();
    taker.interrupt();
    taker.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(thrown).hasSize(1);
  }
}
