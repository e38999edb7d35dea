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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a slice of a feed from the journal, in bounded pieces.
 *
 * <p>What that is, and where it ends, says {@link FeedBound}. Not thread-safe.
 */
public final class FeedReader<E> {
  private static final int FETCH_ROWS = 100;

  /** Where a batch ends, although it has few events: events may have a megabyte each. */
  private static final long BATCH_BYTES = 4L << 20;

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
    FeedBound bound = FeedBound.of(connection, after, scan);
    FeedBatch<E> batch =
        bound.isEmpty(after)
            ? new FeedBatch<>(List.of(), after, bound.then(), Optional.empty())
            : events(connection, after, bound, most);
    connection.commit();
    return batch;
  }

  private FeedBatch<E> events(Connection connection, FeedPosition after, FeedBound bound, int most)
      throws SQLException {
    try (PreparedStatement statement = FeedBound.prepare(connection, EVENTS)) {
      statement.setFetchSize(FETCH_ROWS);
      ProjectionTable.set(statement, 1, after);
      ProjectionTable.set(statement, 3, bound.end());
      statement.setInt(slice.set(statement, 5), most);
      try (ResultSet rows = statement.executeQuery()) {
        return collect(rows, bound, most);
      }
    }
  }

  private FeedBatch<E> collect(ResultSet rows, FeedBound bound, int most) throws SQLException {
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
}
