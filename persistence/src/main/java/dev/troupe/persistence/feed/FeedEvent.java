package dev.troupe.persistence.feed;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import java.time.Instant;

/**
 * An event as those who follow get it.
 *
 * @param key of the entity that it happened to
 * @param sequenceNumber of the entity's entries, from 1; it has gaps where an entry has no event
 * @param event what happened
 * @param position its place in the feed
 * @param written when its transaction began, by the database's clock; for people to read, since
 *     clocks jump and transactions overlap. {@link #position} is the order.
 */
public record FeedEvent<E>(
    EntityKey key, long sequenceNumber, E event, FeedPosition position, Instant written) {

  /** Whose event it is. */
  public TenantId tenant() {
    return key.tenant();
  }
}
