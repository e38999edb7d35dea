package dev.troupe.persistence.postgres.register;

import java.time.Duration;

/**
 * Who leads.
 *
 * @param leader the name of the candidate that does
 * @param token grows with each new term: who keeps the highest that it has seen, and refuses lower
 *     ones, is not deceived by a leader that does not know yet that it is none any more
 * @param left how long nobody else can lead, counted from before it was asked; zero if anybody may
 *     by now
 */
public record Leadership(String leader, long token, Duration left) {

  /** Whether this candidate leads. */
  public boolean isOf(String candidate) {
    return leader.equals(candidate) && !left.isZero();
  }
}
