package dev.troupe.model;

/**
 * What becomes of the times of a schedule that passed while nothing could fire, in a downtime say.
 *
 * @param kind which of them fire
 * @param cap how many fire at most, the latest ones; 1 for {@link Kind#LATEST}, 0 for {@link
 *     Kind#SKIP}
 */
public record CatchUp(Kind kind, int cap) {
  /** None fires; the next one is the first in the future. */
  public static final CatchUp SKIP = new CatchUp(Kind.SKIP, 0);

  /** The latest one fires, once. */
  public static final CatchUp LATEST = new CatchUp(Kind.LATEST, 1);

  /** The most that {@link #all} may ask for. */
  public static final int MOST = 10_000;

  /** Which of the missed times fire. */
  public enum Kind {
    SKIP,
    LATEST,
    ALL
  }

  /**
   * Checks that the cap fits the kind.
   *
   * @throws IllegalArgumentException if it does not
   */
  public CatchUp {
    boolean fits =
        switch (kind) {
          case SKIP -> cap == 0;
          case LATEST -> cap == 1;
          case ALL -> cap >= 1 && cap <= MOST;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "catch-up: the cap of '%s' must be 0 for SKIP, 1 for LATEST, 1 to %d for ALL, was '%d'"
              .formatted(kind, MOST, cap));
    }
  }

  /** All fire, in order, at most this many: the latest. */
  public static CatchUp all(int cap) {
    return new CatchUp(Kind.ALL, cap);
  }
}
