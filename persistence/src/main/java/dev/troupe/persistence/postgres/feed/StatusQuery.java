package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.StoredEvents;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.feed.Projection;
import dev.troupe.persistence.feed.SliceStatus;
import dev.troupe.persistence.feed.SliceStatus.Lag;
import dev.troupe.persistence.feed.SliceStatus.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks how the slices of a projection are doing.
 *
 * @param events of the type that it follows
 */
record StatusQuery(StoredEvents<?> events) {
  private static final String ROWS =
      "SELECT slice, slices, type, xid, ordering, paused, failure, node FROM projection_offset"
          + " WHERE name = ? ORDER BY slice";

  // Also those that can't be read yet, because an older transaction still runs: that is lag, too.
  private static final String LAG =
      """
      SELECT count(*), (extract(epoch FROM clock_timestamp() - min(written)) * 1000)::bigint FROM (
        SELECT written FROM event_journal
        WHERE (transaction_id, ordering) > (CAST(? AS xid8), ?) AND %s
        ORDER BY transaction_id, ordering LIMIT ?) unread
      """
          .formatted(FeedSlice.MATCHES);

  String type() {
    return events.type();
  }

  List<SliceStatus> of(Connection connection, Projection<?> projection, long most)
      throws SQLException {
    List<SliceStatus> stored = new ArrayList<>();
    Optional<String> refusal = Optional.empty();
    try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
      statement.setString(1, projection.name());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getInt(2) != projection.slices() || !row.getString(3).equals(type())) {
            refusal =
                Optional.of(
                    "is stored as '%d' slices of the events of '%s', expected '%d' of '%s'; rewind it to the start"
                        .formatted(row.getInt(2), row.getString(3), projection.slices(), type()));
          }
          stored.add(status(connection, projection, row, most));
        }
      }
    }
    List<SliceStatus> all = new ArrayList<>();
    for (int slice = 0; slice < projection.slices(); slice++) {
      all.add(
          refusal.isPresent() || slice >= stored.size()
              ? absent(slice, refusal.orElse(""))
              : stored.get(slice));
    }
    return all;
  }

  private static SliceStatus absent(int slice, String reason) {
    State state = reason.isEmpty() ? State.RUNNING : State.FAILED;
    return new SliceStatus(slice, FeedPosition.START, Lag.NONE, state, reason, "");
  }

  private SliceStatus status(
      Connection connection, Projection<?> projection, ResultSet row, long most)
      throws SQLException {
    FeedPosition position = FeedPosition.of(row.getLong(4), row.getLong(5));
    String failure = row.getString(7);
    State state = failure != null ? State.FAILED : row.getBoolean(6) ? State.PAUSED : State.RUNNING;
    FeedSlice slice = FeedSlice.of(events, row.getInt(1), projection.slices());
    return new SliceStatus(
        row.getInt(1),
        position,
        lag(connection, slice, position, most),
        state,
        failure == null ? "" : failure,
        row.getString(8));
  }

  private static Lag lag(Connection connection, FeedSlice slice, FeedPosition position, long most)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LAG)) {
      ProjectionTable.set(statement, 1, position);
      statement.setLong(slice.set(statement, 3), most);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        // The clock of a server may also be set back.
        return new Lag(row.getLong(1), Duration.ofMillis(Math.max(0, row.getLong(2))));
      }
    }
  }
}
