package dev.troupe.persistence.postgres.feed;

import dev.troupe.model.EntityKey;
import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.StoredEvents;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.feed.FeedEvent;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.postgres.feed.FeedBatch.Then;
import dev.troupe.persistence.postgres.feed.FeedBatch.Unreadable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGStatement;

/**
 * Reads a slice of a feed from the journal, in bounded pieces.
 *
 * <p>Read is what is below {@code pg_snapshot_xmin}: every transaction down there has ended, and no
 * later one will get so low a number. So nothing can appear among what was read, a transaction that
 * was rolled back is no gap to wait for, and one that runs long holds up those after it and loses
 * none.
 *
 * <p>A read ends at a row that it saw, and never merely below {@code xmin}: numbers that were given
 * to transactions of which a crash leaves no trace are given again, while a row of the journal is
 * on the disk before anybody sees it. Not thread-safe.
 */
public final class FeedReader<E> {
  private static final int FETCH_ROWS = 100;

  /** Where a batch ends, although it has few events: events may have a megabyte each. */
  private static final long BATCH_BYTES = 4L << 20;

  /**
   * In the order of the index, however much is to come. What the planner knows of a table that
   * grows fast is old, and then it may read and sort all of that for the first few rows.
   */
  private static final String IN_ORDER = "SET LOCAL enable_sort = off";

  /**
   * Where the rows end that are looked through, whether there are more, and whether there are some
   * that can't be read yet.
   */
  private static final String BOUND =
      """
      SELECT coalesce(last.transaction_id, newest.transaction_id),
        coalesce(last.ordering, newest.ordering), last.ordering IS NOT NULL,
        held.ordering IS NOT NULL
      FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin) head LEFT JOIN LATERAL (
        SELECT transaction_id, ordering FROM event_journal
        WHERE (transaction_id, ordering) > (CAST(? AS xid8), ?) AND transaction_id < head.xmin
        ORDER BY transaction_id, ordering OFFSET ? LIMIT 1) last ON true
      LEFT JOIN LATERAL (
        SELECT transaction_id, ordering FROM event_journal
        WHERE last.ordering IS NULL
          AND (transaction_id, ordering) > (CAST(? AS xid8), ?) AND transaction_id < head.xmin
        ORDER BY transaction_id DESC, ordering DESC LIMIT 1) newest ON true
      LEFT JOIN LATERAL (
        SELECT ordering FROM event_journal WHERE transaction_id >= head.xmin
        ORDER BY transaction_id, ordering LIMIT 1) held ON true
      """;

  private static final String EVENTS =
      """
      SELECT transaction_id, ordering, persistence_id, sequence_number, event_ser_id,
        event_ser_manifest, event_payload, written, key_number
      FROM event_journal
      WHERE (transaction_id, ordering) > (CAST(? AS xid8), ?)
        AND (transaction_id, ordering) <= (CAST(? AS xid8), ?)
        AND %s
      ORDER BY transaction_id, ordering LIMIT ?
      """
          .formatted(FeedSlice.MATCHES);

  private final StoredEvents<E> stored;
  private final FeedSlice slice;
  private final int scan;

  /** Reads this one of so many slices, looking through this many rows at a time. */
  public FeedReader(StoredEvents<E> stored, int slice, int slices, int scan) {
    this.stored = stored;
    this.slice = FeedSlice.of(stored, slice, slices);
    this.scan = scan;
  }

  /** What comes after this position, at most so many events; ends the connection's transaction. */
  public FeedBatch<E> read(Connection connection, FeedPosition after, int most)
      throws SQLException {
    // A transaction, or the driver would fetch all rows at once.
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(IN_ORDER);
    }
    Bound bound = bound(connection, after);
    FeedBatch<E> batch =
        bound.end().compareTo(after) <= 0
            ? new FeedBatch<>(List.of(), after, bound.then(), Optional.empty())
            : events(connection, after, bound, most);
    connection.commit();
    return batch;
  }

  private record Bound(FeedPosition end, Then then) {}

  private Bound bound(Connection connection, FeedPosition after) throws SQLException {
    try (PreparedStatement statement = prepare(connection, BOUND)) {
      set(statement, 1, after);
      statement.setInt(3, scan - 1);
      set(statement, 4, after);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        FeedPosition last = FeedPosition.of(row.getLong(1), row.getLong(2));
        boolean isNone = row.wasNull();
        Then then = row.getBoolean(3) ? Then.MORE : row.getBoolean(4) ? Then.HELD_UP : Then.NOTHING;
        return new Bound(isNone ? after : last, then);
      }
    }
  }

  private FeedBatch<E> events(Connection connection, FeedPosition after, Bound bound, int most)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, EVENTS)) {
      statement.setFetchSize(FETCH_ROWS);
      set(statement, 1, after);
      set(statement, 3, bound.end());
      statement.setInt(slice.set(statement, 5), most);
      try (ResultSet rows = statement.executeQuery()) {
        return collect(rows, bound, most);
      }
    }
  }

  private FeedBatch<E> collect(ResultSet rows, Bound bound, int most) throws SQLException {
    List<FeedEvent<E>> events = new ArrayList<>();
    FeedPosition position = FeedPosition.START;
    long bytes = 0;
    while (events.size() < most && bytes < BATCH_BYTES) {
      if (!rows.next()) {
        return new FeedBatch<>(events, bound.end(), bound.then(), Optional.empty());
      }
      FeedPosition next = FeedPosition.of(rows.getLong(1), rows.getLong(2));
      byte[] payload = rows.getBytes(7);
      try {
        add(rows, next, payload, events);
      } catch (CipherFailure.KeysUnavailable e) {
        throw new SQLTransientException(e.getMessage(), e);
      } catch (UnreadableMessage | IllegalArgumentException e) {
        String which =
            "%s, sequence number %d, at %s".formatted(rows.getString(3), rows.getLong(4), next);
        Unreadable unreadable = new Unreadable(next, which + ": " + e.getMessage());
        return new FeedBatch<>(events, position, Then.NOTHING, Optional.of(unreadable));
      }
      position = next;
      bytes += payload.length;
    }
    return new FeedBatch<>(events, position, Then.MORE, Optional.empty());
  }

  /** Adds the event, unless it is gone for good, which holds up nobody. */
  private void add(ResultSet row, FeedPosition position, byte[] payload, List<FeedEvent<E>> events)
      throws SQLException, UnreadableMessage {
    String id = row.getString(3);
    EntityKey key = EntityKey.parse(id.substring(slice.type().length() + 1));
    var entry =
        new StoredEvents.Row(
            key,
            row.getLong(4),
            row.getInt(5),
            row.getString(6),
            payload,
            row.getObject(9, Integer.class));
    try {
      events.add(
          new FeedEvent<>(
              key,
              entry.sequenceNumber(),
              stored.read(entry),
              position,
              row.getObject(8, OffsetDateTime.class).toInstant()));
    } catch (CipherFailure.KeyDestroyed e) {
      stored.passedOver(key.tenant(), e);
    }
  }

  /** Planned for its values each time: a plan for any would not know that the range is short. */
  private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    return statement;
  }

  private static void set(PreparedStatement statement, int from, FeedPosition position)
      throws SQLException {
    statement.setString(from, Long.toString(position.xid()));
    statement.setLong(from + 1, position.ordering());
  }
}
