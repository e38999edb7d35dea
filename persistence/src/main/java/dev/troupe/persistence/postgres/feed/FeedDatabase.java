package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.StoredEvents;
import dev.troupe.persistence.feed.Projection;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.internal.ConnectionPool;

/**
 * What a node's projections share: a few connections of their own, so that they never wait for the
 * journal's nor the journal for theirs, and what wakes them. Thread-safe.
 */
public final class FeedDatabase implements AutoCloseable {
  private final ConnectionPool connections;
  private final FeedWakeup wakeup;

  private FeedDatabase(ConnectionPool connections, FeedWakeup wakeup) {
    this.connections = connections;
    this.wakeup = wakeup;
  }

  /**
   * Opens nothing yet.
   *
   * @param poolSize the most connections
   * @param wakeup what wakes those who wait for events; not closed with this
   */
  public static FeedDatabase of(DatabaseSettings settings, int poolSize, FeedWakeup wakeup) {
    return new FeedDatabase(ConnectionPool.of(settings, "troupe-projections", poolSize), wakeup);
  }

  /** One slice of a projection, to be moved on by one thread at a time. */
  public <E> ProjectionSlice<E> slice(
      Projection<E> projection, StoredEvents<E> events, ProjectionSlice.Instance instance) {
    return new ProjectionSlice<>(connections, projection, events, instance);
  }

  /** What an operator does to a projection; who waits for it is not woken by that. */
  public <E> ProjectionControl control(Projection<E> projection, StoredEvents<E> events) {
    return new ProjectionControl(connections, projection, new StatusQuery(events));
  }

  /** What wakes those who wait for events. */
  public FeedWakeup wakeup() {
    return wakeup;
  }

  @Override
  public void close() {
    connections.close();
  }
}
