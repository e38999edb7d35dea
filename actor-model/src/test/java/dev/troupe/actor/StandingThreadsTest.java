package dev.troupe.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingThreadsTest {
  private static final long STEP = Duration.ofMillis(250).toNanos();
  private static final StackTraceElement PARK =
      new StackTraceElement("jdk.internal.misc.Unsafe", "park", "Unsafe.java", -2);
  private static final StackTraceElement LOAD =
      new StackTraceElement("dev.example.Reader", "load", "Reader.java", 42);
  private static final StackTraceElement SAVE =
      new StackTraceElement("dev.example.Reader", "save", "Reader.java", 77);
  private static final StackTraceElement MAILBOX =
      new StackTraceElement("org.apache.pekko.dispatch.Mailbox", "run", "Mailbox.scala", 230);
  private static final StackTraceElement POOL =
      new StackTraceElement(
          "java.util.concurrent.ForkJoinPool", "awaitWork", "ForkJoinPool.java", 1);

  private final StandingThreads standing = new StandingThreads(Duration.ofSeconds(1));
  private long now = Long.MAX_VALUE - 3; // System.nanoTime() may wrap around.

  private static ThreadLook look(Thread.State state, long cpu, StackTraceElement... stack) {
    return new ThreadLook(7, "default-dispatcher-7", state, cpu, List.of(stack));
  }

  private static ThreadLook parked(StackTraceElement where) {
    return look(Thread.State.WAITING, 5, PARK, where, MAILBOX);
  }

  /** How many are found in so many looks, all alike. */
  private List<ThreadLook> look(int times, ThreadLook look) {
    List<ThreadLook> found = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      now += STEP;
      found.addAll(standing.look(now, List.of(look)));
    }
    return found;
  }

  @Test
  void aHandlerThatWaitsForAsLongAsTheThresholdIsFoundOnce() {
    assertThat(look(4, parked(LOAD))).isEmpty();
    assertThat(look(1, parked(LOAD))).containsExactly(parked(LOAD));
    assertThat(look(20, parked(LOAD))).isEmpty();
  }

  @Test
  void itIsFoundAgainWhenItHadGoneOnMeanwhile() {
    assertThat(look(5, parked(LOAD))).hasSize(1);
    assertThat(look(4, parked(SAVE))).isEmpty();
    assertThat(look(5, parked(LOAD))).hasSize(1);
  }

  @Test
  void aHandlerThatIsElsewhereAtEachLookIsNotFound() {
    for (int i = 0; i < 10; i++) {
      assertThat(look(1, parked(LOAD))).isEmpty();
      assertThat(look(1, parked(SAVE))).isEmpty();
    }
  }

  @Test
  void aThreadThatHasNothingToDoIsNotFound() {
    assertThat(look(10, look(Thread.State.WAITING, 5, PARK, POOL))).isEmpty();
  }

  @Test
  void aHandlerThatComputesIsNotFound() {
    assertThat(look(10, look(Thread.State.RUNNABLE, 5, LOAD, MAILBOX))).isEmpty();
    StackTraceElement crc =
        new StackTraceElement("java.util.zip.CRC32", "update", "CRC32.java", -2);
    for (int i = 0; i < 10; i++) {
      assertThat(look(1, look(Thread.State.RUNNABLE, i * STEP, crc, LOAD, MAILBOX))).isEmpty();
    }
  }

  @Test
  void aNativeCallWithoutProcessorTimeIsFound() {
    StackTraceElement read =
        new StackTraceElement("sun.nio.ch.SocketDispatcher", "read0", "SocketDispatcher.java", -2);
    assertThat(look(5, look(Thread.State.RUNNABLE, 5, read, LOAD, MAILBOX))).hasSize(1);
    assertThat(look(9, look(Thread.State.RUNNABLE, -1, read, LOAD, MAILBOX))).isEmpty();
  }

  @Test
  void nothingIsSaidOfATimeInWhichNobodyLooked() {
    assertThat(look(4, parked(LOAD))).isEmpty();
    now += Duration.ofMinutes(1).toNanos();
    assertThat(look(4, parked(LOAD))).isEmpty();
    assertThat(look(1, parked(LOAD))).hasSize(1);
    now += Duration.ofMinutes(1).toNanos();
    assertThat(look(9, parked(LOAD))).isEmpty();
  }

  @Test
  void thePlaceIsTheInnermostCallOfTheApplication() {
    assertThat(parked(LOAD).place()).isEqualTo(LOAD);
    assertThat(look(Thread.State.WAITING, 5, PARK, MAILBOX).place()).isEqualTo(PARK);
  }
}
