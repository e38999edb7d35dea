package dev.troupe.k8s.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a key is worked on, by a clock that the test moves. */
class RetryQueueTest {
  private static final long START = Duration.ofNanos(Long.MAX_VALUE - 1_000).toNanos();
  private final RetryQueue<String> queue =
      new RetryQueue<>(Duration.ofNanos(100), Duration.ofNanos(500));

  @Test
  void aKeyThatIsAddedTwiceIsTakenOnce() {
    queue.add("a", START);
    queue.add("a", START);
    assertThat(queue.take(START)).contains("a");
    assertThat(queue.take(START)).isEmpty();
    queue.done("a");
    assertThat(queue.take(START)).isEmpty();
    assertThat(queue.untilNext(START)).isEmpty();
  }

  @Test
  void whatIsAddedWhileItIsWorkedOnIsTakenAfterIt() {
    queue.add("a", START);
    queue.take(START);
    queue.add("a", START + 1);
    assertThat(queue.take(START + 1)).isEmpty();
    queue.done("a");
    assertThat(queue.take(START + 2)).contains("a");
  }

  @Test
  void whatHasBeenDueForLongestComesFirst() {
    queue.add("b", START + 1);
    queue.add("a", START + 2);
    // Within which the clock has gone past its largest value.
    queue.add("c", START + 2_000);
    assertThat(queue.take(START + 3_000)).contains("b");
    assertThat(queue.take(START + 3_000)).contains("a");
    assertThat(queue.take(START + 3_000)).contains("c");
  }

  @Test
  void whatFailsWaitsTwiceAsLongEachTimeUpToTheLongest() {
    queue.add("a", 0);
    long now = 0;
    for (long pause : new long[] {100, 200, 400, 500, 500}) {
      assertThat(queue.take(now)).contains("a");
      queue.failed("a", now);
      assertThat(queue.untilNext(now)).isEqualTo(OptionalLong.of(pause));
      assertThat(queue.take(now + pause - 1)).isEmpty();
      now += pause;
    }
    queue.take(now);
    queue.done("a");
    queue.add("a", now);
    queue.take(now);
    queue.failed("a", now);
    assertThat(queue.untilNext(now)).as("after a success").isEqualTo(OptionalLong.of(100));
  }

  @Test
  void aChangeDoesNotWaitForTheEndOfAPause() {
    queue.add("a", 0);
    queue.take(0);
    queue.failed("a", 0);
    queue.add("a", 10);
    assertThat(queue.take(10)).contains("a");
  }

  @Test
  void oneThatWaitsHoldsUpNoOther() {
    queue.add("a", 0);
    queue.take(0);
    queue.failed("a", 0);
    queue.add("b", 50);
    assertThat(queue.take(50)).contains("b");
    assertThat(queue.untilNext(60)).isEqualTo(OptionalLong.of(40));
  }

  /** A key that counts how often it is looked at. */
  private record Counted(int number, AtomicLong looks) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Counted counted && counted.number == number;
    }

    @Override
    public int hashCode() {
      looks.incrementAndGet();
      return number;
    }
  }

  @Test
  void whoeverTakesOneOfManyDoesNotLookAtAll() {
    int many = 5_000;
    AtomicLong looks = new AtomicLong();
    RetryQueue<Counted> all = new RetryQueue<>(Duration.ofNanos(100), Duration.ofNanos(500));
    for (int i = 0; i < many; i++) {
      all.add(new Counted(i, looks), i);
    }
    for (int i = 0; i < many; i++) {
      Counted taken = all.take(many).orElseThrow();
      assertThat(taken.number()).isEqualTo(i);
      assertThat(all.untilNext(many).isPresent()).isEqualTo(i < many - 1);
      all.done(taken);
    }
    assertThat(looks.get()).isLessThan(20L * many);
  }
}
