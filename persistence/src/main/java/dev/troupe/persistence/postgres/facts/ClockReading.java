package dev.troupe.persistence.postgres.facts;

import java.time.Duration;

/** What a clock elsewhere says of ours. */
public final class ClockReading {
  private ClockReading() {}

  /**
   * How far it is ahead at least, since it was read at some moment in between; negative if behind.
   *
   * @param there what it said, in milliseconds as the others
   * @param before what ours said before it was asked
   * @param after what ours said when it had answered
   */
  public static Duration ahead(long there, long before, long after) {
    return Duration.ofMillis(there > after ? there - after : Math.min(0, there - before));
  }
}
