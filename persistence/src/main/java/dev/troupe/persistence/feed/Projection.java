package dev.troupe.persistence.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A view that is kept from a feed: what is done with each event, in the transaction that also
 * stores how far it has come. So every event takes effect exactly once, whatever crashes.
 *
 * <p>It runs in slices, each on one node at a time and in order; all events of one entity are in
 * one slice. A handler is called by one thread per slice, on threads that may block, and gets the
 * connection of the transaction: what it does with that is exactly once, and all else (a mail, a
 * call) at least once. It must not end the transaction.
 *
 * <p>What a handler throws undoes its transaction. What passes by itself (the connection, a
 * deadlock, a timeout) is tried again until it works. Anything else is tried again event by event,
 * and the slice of an event that fails three times is parked with its reason; the other slices and
 * the node go on.
 *
 * @param name unique within the schema; never to be changed while its position is of use
 * @param feed what it follows
 * @param slices how many run at once over the cluster, 1 to 256
 * @param handler what is done with events
 * @param emptied what a rewind to the start does before the first event comes again
 */
public record Projection<E>(
    String name, Feed<E> feed, int slices, BatchHandler<E> handler, Emptying emptied) {

  /** The most slices there can be. */
  public static final int MOST_SLICES = 256;

  private static final int USUAL_SLICES = 4;
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?");

  /** Handles one event. */
  @FunctionalInterface
  public interface Handler<E> {
    /** Applies the event within the connection's transaction. */
    void handle(Connection connection, FeedEvent<E> event) throws SQLException;
  }

  /** Handles some events at once, which is faster by far where it makes one statement of many. */
  @FunctionalInterface
  public interface BatchHandler<E> {
    /**
     * Applies the events, in this order, within the connection's transaction. The same events may
     * come in other batches when they are tried again.
     */
    void handle(Connection connection, List<FeedEvent<E>> events) throws SQLException;
  }

  /** Removes what was projected. */
  @FunctionalInterface
  public interface Emptying {
    /** Empties the view within the connection's transaction. */
    void empty(Connection connection) throws SQLException;
  }

  /** Refuses a name or a number of slices that breaks its rule. */
  public Projection {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "projection name must be 1 to 64 of a-z 0-9 - without - at an end, was '%s'"
              .formatted(name));
    }
    if (slices < 1 || slices > MOST_SLICES) {
      throw new IllegalArgumentException(
          "projection '%s': slices must be 1 to %d, was '%d'".formatted(name, MOST_SLICES, slices));
    }
  }

  /** A projection that takes events one by one, in 4 slices. */
  public static <E> Projection<E> of(String name, Feed<E> feed, Handler<E> handler) {
    return inBatches(
        name,
        feed,
        (connection, events) -> {
          for (FeedEvent<E> event : events) {
            handler.handle(connection, event);
          }
        });
  }

  /** A projection that takes as many events at once as there are, in 4 slices. */
  public static <E> Projection<E> inBatches(String name, Feed<E> feed, BatchHandler<E> handler) {
    return new Projection<>(name, feed, USUAL_SLICES, handler, connection -> {});
  }

  /** The same in this many slices. */
  public Projection<E> slices(int slices) {
    return new Projection<>(name, feed, slices, handler, emptied);
  }

  /** The same, emptied by this in the transaction of a rewind to the start. */
  public Projection<E> emptiedBy(Emptying emptied) {
    return new Projection<>(name, feed, slices, handler, emptied);
  }
}
