package dev.troupe.persistence.postgres;

import java.time.Duration;

/**
 * What should have been done and is not.
 *
 * @param count how many of them, counted up to {@link #MOST}
 * @param overdue for how long the one of them that was due first has been due, by the database's
 *     clock
 * @param parked how many were given up and wait for an operator, counted up to {@link #MOST}; 0
 *     where that can't be known without looking at all
 */
public record Backlog(long count, Duration overdue, long parked) {
  /** The highest number that is counted to: there are so many or more. */
  public static final int MOST = 10_000;
}
