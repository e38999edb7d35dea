package dev.troupe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what is to come, and not for ever. */
public final class Waiting {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Waiting() {}

  /** Something to look at, which may fail. */
  @FunctionalInterface
  public interface Condition<E extends Exception> {
    /** Whether it holds. */
    boolean holds() throws E;
  }

  /** Returns when this holds; fails if it does not within three minutes. */
  public static <E extends Exception> void until(String what, Condition<E> condition) throws E {
    until(PATIENCE, what, condition);
  }

  /** Returns when this holds; fails if it does not after this long. */
  public static <E extends Exception> void until(
      Duration patience, String what, Condition<E> condition) throws E {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - deadline).as("waited in vain for %s", what).isNegative();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
