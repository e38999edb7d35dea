package dev.troupe.actor.call;

import java.util.concurrent.atomic.AtomicLong;

/** The retries that are left to all calls of one service. Thread-safe. */
final class RetryBudget {
  private static final long ONE = 1_000;

  private final long perCall;
  private final long most;
  private final AtomicLong left;

  RetryBudget(CallSettings.Budget settings) {
    perCall = Math.round(settings.ratio() * ONE);
    most = Math.max(settings.reserve() * ONE, perCall);
    left = new AtomicLong(settings.reserve() * ONE);
  }

  /** A call begins, and brings its part of a retry. */
  void called() {
    left.updateAndGet(now -> Math.min(most, now + perCall));
  }

  /** Whether there is a retry left; it is taken if so. */
  boolean take() {
    return left.getAndUpdate(now -> now >= ONE ? now - ONE : now) >= ONE;
  }
}
