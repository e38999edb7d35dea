package dev.troupe.metrics.internal;

import io.micrometer.core.instrument.Clock;

/**
 * The time of day as it was when somebody looked last. Meters ask for it with every measurement,
 * only to know when a window of many seconds ends, and to ask the operating system takes longer
 * than to measure. Durations are by {@link System#nanoTime}, as ever. Thread-safe.
 */
public final class MemoryClock implements Clock {
  private volatile long millis = SYSTEM.wallTime();

  /** Looks; to be called about once in a second. */
  public void tick() {
    millis = SYSTEM.wallTime();
  }

  @Override
  public long wallTime() {
    return millis;
  }

  @Override
  public long monotonicTime() {
    return SYSTEM.monotonicTime();
  }
}
