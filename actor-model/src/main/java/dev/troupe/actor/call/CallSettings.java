package dev.troupe.actor.call;

import java.time.Duration;

/**
 * How a service is called.
 *
 * @param attempts how often at most, 1 or more
 * @param attemptTimeout how long one attempt is waited for, if the deadline is not nearer
 * @param backoff how long is waited between attempts
 * @param budget how many retries all calls together may add
 * @param breaker when it is not called at all
 */
public record CallSettings(
    int attempts, Duration attemptTimeout, Backoff backoff, Budget budget, Breaker breaker) {

  /** 3 attempts of 2 s, with the defaults of the rest. */
  public static final CallSettings DEFAULT =
      new CallSettings(3, Duration.ofSeconds(2), Backoff.DEFAULT, Budget.DEFAULT, Breaker.DEFAULT);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one can't be
   */
  public CallSettings {
    require(attempts >= 1, "attempts must be 1 or more, was " + attempts);
    requirePositive("attempt timeout", attemptTimeout);
  }

  /** The same with so many attempts. */
  public CallSettings withAttempts(int most) {
    return new CallSettings(most, attemptTimeout, backoff, budget, breaker);
  }

  /** The same with this patience for each attempt. */
  public CallSettings withAttemptTimeout(Duration timeout) {
    return new CallSettings(attempts, timeout, backoff, budget, breaker);
  }

  /** The same with this pause. */
  public CallSettings with(Backoff other) {
    return new CallSettings(attempts, attemptTimeout, other, budget, breaker);
  }

  /** The same with this budget. */
  public CallSettings with(Budget other) {
    return new CallSettings(attempts, attemptTimeout, backoff, other, breaker);
  }

  /** The same with this breaker. */
  public CallSettings with(Breaker other) {
    return new CallSettings(attempts, attemptTimeout, backoff, budget, other);
  }

  /**
   * The pause before attempt n + 1 is anything from 0 to {@code min(most, first × 2^(n-1))}, each
   * length as likely as any other, so that callers that failed together don't come back together.
   * Source: "full jitter" in M. Brooker, <i>Exponential Backoff And Jitter</i>, AWS Architecture
   * Blog, 2015.
   *
   * @param first the longest that the first pause can be
   * @param most the longest that any can be
   */
  public record Backoff(Duration first, Duration most) {
    /** 100 ms, then up to 2 s. */
    public static final Backoff DEFAULT =
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    /**
     * Checks that both are positive and in this order.
     *
     * @throws IllegalArgumentException if not
     */
    public Backoff {
      requirePositive("first backoff", first);
      require(
          most.compareTo(first) >= 0,
          "longest backoff must be %s or more, was %s".formatted(first, most));
    }
  }

  /**
   * How many retries there may be: {@code reserve} at once, and then {@code ratio} for each call. A
   * service that is down so gets {@code 1 + ratio} times its usual load, not {@code attempts}
   * times. Source: the retry budgets of B. Beyer et al., <i>Site Reliability Engineering</i>, 2016,
   * chapter 21, and of Twitter's Finagle.
   *
   * @param ratio retries per call, 0 to 10
   * @param reserve how many retries may come at once, 0 or more
   */
  public record Budget(double ratio, int reserve) {
    /** A retry for each five calls, and 10 at once. */
    public static final Budget DEFAULT = new Budget(0.2, 10);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one can't be
     */
    public Budget {
      require(ratio >= 0 && ratio <= 10, "retries per call must be 0 to 10, was " + ratio);
      require(reserve >= 0, "reserve of retries must be 0 or more, was " + reserve);
    }
  }

  /**
   * After so many failed attempts in a row the service is left alone for a while; then one attempt
   * is let through, and if that fails too, it is left alone again.
   *
   * @param failures in a row, 1 or more
   * @param pause how long it is left alone
   */
  public record Breaker(int failures, Duration pause) {
    /** After 10 failures, for 5 s. */
    public static final Breaker DEFAULT = new Breaker(10, Duration.ofSeconds(5));

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one can't be
     */
    public Breaker {
      require(failures >= 1, "failures before a pause must be 1 or more, was " + failures);
      requirePositive("pause of the breaker", pause);
    }
  }

  private static void requirePositive(String what, Duration duration) {
    require(
        !duration.isNegative() && !duration.isZero(),
        "%s must be longer than nothing, was %s".formatted(what, duration));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
