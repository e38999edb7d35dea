package dev.troupe.tenants;

import java.time.Duration;

/**
 * A token bucket: so many per second, and in bursts of twice as many. Not thread-safe.
 *
 * <p>Counted in nanoseconds of refill and never in fractions of tokens, so that nothing is lost to
 * rounding however often it is asked.
 */
final class Allowance {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int BURST_SECONDS = 2;

  /** When the bucket was, or will be, empty; the tokens are what has run in since. */
  private long emptyAt;

  /** How much runs in until the bucket is full: two seconds, and never less than a token. */
  private long window = BURST_SECONDS * SECOND;

  /** A bucket that is full now. */
  Allowance(long now) {
    emptyAt = now - BURST_SECONDS * SECOND;
  }

  /** Whether no more runs in. */
  boolean isFull(long now) {
    return emptyAt - (now - window) <= 0;
  }

  /**
   * Takes a token.
   *
   * @param rate tokens per second, positive
   * @return zero if there was one, else how long until there is
   */
  long take(double rate, long now) {
    long cost = Math.max(1, Math.round(SECOND / rate));
    window = Math.max(BURST_SECONDS * SECOND, cost);
    long full = now - window;
    long from = emptyAt - full < 0 ? full : emptyAt;
    long after = from + cost;
    if (after - now > 0) {
      return after - now;
    }
    emptyAt = after;
    return 0;
  }
}
