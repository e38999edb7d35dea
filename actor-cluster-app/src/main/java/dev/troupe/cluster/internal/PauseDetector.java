package dev.troupe.cluster.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this node stood still for so long that others may have given it up, and taken its
 * entities over, without its knowing.
 *
 * <p>A thread of its own lets it know all the time that the node runs. It is asked in between, and
 * then looks at the clock itself: after a pause nobody can tell which thread is the first to run.
 * Thread-safe.
 */
final class PauseDetector {
  private final long longestNanos;
  private final long settleNanos;
  private final LongSupplier nanoTime;
  private volatile long lastBeat;
  private volatile boolean isSuspect;
  private long suspectSince;

  /**
   * A detector that has just been told that the node runs.
   *
   * @param longest a pause that nobody notices
   * @param settle how long after a longer one it is at least suspect: so long after a removal its
   *     remains may still look like a member
   * @param nanoTime a monotonic clock
   */
  PauseDetector(Duration longest, Duration settle, LongSupplier nanoTime) {
    this.longestNanos = longest.toNanos();
    this.settleNanos = settle.toNanos();
    this.nanoTime = nanoTime;
    this.lastBeat = nanoTime.getAsLong();
    this.suspectSince = lastBeat;
  }

  /** The node runs; returns how long it had stood still, if that was too long, else zero. */
  synchronized Duration beat() {
    long now = nanoTime.getAsLong();
    long gap = now - lastBeat;
    boolean isLong = gap > longestNanos;
    if (isLong) {
      suspectSince = now;
      isSuspect = true;
    }
    // Last, so that whoever sees it also sees what it led to.
    lastBeat = now;
    return isLong ? Duration.ofNanos(gap) : Duration.ZERO;
  }

  /** Whether what it has in memory may be old. Asked for every answer, so it takes no lock. */
  boolean isSuspect() {
    long beat = lastBeat;
    return nanoTime.getAsLong() - beat > longestNanos || isSuspect;
  }

  /**
   * Most of the cluster has answered a question that was asked at this time; returns whether that
   * ends the suspicion.
   */
  synchronized boolean heard(long askedAt) {
    boolean ends = isSuspect && askedAt - suspectSince >= settleNanos;
    if (ends) {
      isSuspect = false;
    }
    return ends;
  }
}
