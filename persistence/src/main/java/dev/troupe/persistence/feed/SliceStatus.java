package dev.troupe.persistence.feed;

import java.time.Duration;

/**
 * How a slice of a projection is doing.
 *
 * @param slice its number, from 0
 * @param position how far it has come
 * @param lag what it has not read yet
 * @param state whether it goes on
 * @param reason why it does not; empty if it does
 * @param node the node that ran it last, or empty
 */
public record SliceStatus(
    int slice, FeedPosition position, Lag lag, State state, String reason, String node) {

  /** Whether a slice goes on. */
  public enum State {
    /** It follows, or tries to. */
    RUNNING,
    /** An operator stopped it. */
    PAUSED,
    /** It stands before an event that it can't apply or read, or is not the one that is stored. */
    FAILED
  }

  /**
   * What is still to be read.
   *
   * @param events how many, counted up to {@link #MOST}
   * @param age how long ago the oldest of them was written, by the database's clock
   */
  public record Lag(long events, Duration age) {
    /** The highest number that is counted to: there are so many or more. */
    public static final long MOST = 100_000;

    /** Nothing to read. */
    public static final Lag NONE = new Lag(0, Duration.ZERO);
  }
}
