package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.feed.FeedEvent;
import dev.troupe.persistence.feed.FeedPosition;
import java.util.List;
import java.util.Optional;

/**
 * Some of a feed.
 *
 * @param events in order; none if there was none among the rows that were looked through
 * @param end the position once they are handled, at least that of the last event
 * @param then what is known of those after it
 * @param unreadable the event after them, if it can't be read
 */
public record FeedBatch<E>(
    List<FeedEvent<E>> events, FeedPosition end, Then then, Optional<Unreadable> unreadable) {

  /** What comes after some of a feed. */
  public enum Then {
    /** There may be more to read already. */
    MORE,
    /** There is more, which a transaction that began earlier and still runs holds up. */
    HELD_UP,
    /** There was nothing more. */
    NOTHING
  }

  /**
   * An event that can't be read.
   *
   * @param position its place
   * @param reason which it is and why
   */
  public record Unreadable(FeedPosition position, String reason) {}
}
