package dev.troupe.bench.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what happens by itself, before something is measured. */
public final class Wait {
  private static final long PAUSE_MILLIS = 20;

  private Wait() {}

  /** Something to look at. */
  public interface Condition {
    /** Whether it holds. */
    boolean holds() throws InterruptedException;
  }

  /** Returns when this holds; fails if it does not after this long. */
  public static void until(Duration patience, String what, Condition condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "waited %d s, and still not: %s".formatted(patience.toSeconds(), what));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }
}
