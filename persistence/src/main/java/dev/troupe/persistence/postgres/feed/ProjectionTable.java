package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.feed.FeedPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The rows of one projection in {@code projection_offset}: a row per slice. Thread-safe; uses the
 * caller's connection and ends no transaction.
 *
 * @param name the projection's
 * @param type of the entities that it follows
 * @param slices how many this build cuts it into
 */
record ProjectionTable(String name, String type, int slices) {
  private static final int LONGEST_REASON = 2_000;

  private static final String MINE = " WHERE name = ? AND slice = ? AND slices = ? AND type = ?";

  /**
   * A slice as it is stored.
   *
   * @param position how far it has come
   * @param stopped whether it is paused or parked
   * @param node who runs it, or ran it last
   */
  record Row(FeedPosition position, boolean stopped, String node) {}

  /** Notes who runs the slice now. */
  void claim(Connection connection, int slice, String node) throws SQLException {
    String sql = "UPDATE projection_offset SET node = ?" + MINE;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, node);
      mine(statement, 2, slice).statement().executeUpdate();
    }
  }

  /** The slice; empty if it is not stored, or not as this build cuts it. */
  Optional<Row> look(Connection connection, int slice) throws SQLException {
    String sql = "SELECT xid, ordering, paused, failure, node FROM projection_offset" + MINE;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return row(mine(statement, 1, slice));
    }
  }

  /**
   * Lets nobody else move the slice until the transaction ends, and says in the transaction whose
   * it is, for the policies of tables that only their projection may write.
   *
   * <p>The commit does not wait for the disk. What a crash of the server forgets, it forgets of the
   * view and the position together, and it is done again.
   */
  Optional<Row> lock(Connection connection, int slice) throws SQLException {
    String sql =
        "SELECT xid, ordering, paused, failure, node, set_config('troupe.projection', name, true),"
            + " set_config('synchronous_commit', 'off', true)"
            + " FROM projection_offset"
            + MINE
            + " FOR UPDATE";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return row(mine(statement, 1, slice));
    }
  }

  /** Moves a slice that goes on from one position to another; whether it was there. */
  boolean advance(Connection connection, int slice, FeedPosition from, FeedPosition to)
      throws SQLException {
    String sql =
        "UPDATE projection_offset SET xid = CAST(? AS xid8), ordering = ?, updated = clock_timestamp()"
            + MINE
            + " AND xid = CAST(? AS xid8) AND ordering = ? AND NOT paused AND failure IS NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, 1, to);
      set(statement, mine(statement, 3, slice).next(), from);
      return statement.executeUpdate() == 1;
    }
  }

  /** Parks a slice before an event, unless somebody moved it meanwhile. */
  boolean park(
      Connection connection, int slice, FeedPosition from, FeedPosition before, String reason)
      throws SQLException {
    String sql =
        "UPDATE projection_offset SET failure = ?, failed_xid = CAST(? AS xid8), failed_ordering = ?,"
            + " updated = clock_timestamp()"
            + MINE
            + " AND xid = CAST(? AS xid8) AND ordering = ? AND NOT paused AND failure IS NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
      set(statement, 2, before);
      set(statement, mine(statement, 4, slice).next(), from);
      return statement.executeUpdate() == 1;
    }
  }

  private record Filled(PreparedStatement statement, int next) {}

  private Filled mine(PreparedStatement statement, int from, int slice) throws SQLException {
    statement.setString(from, name);
    statement.setInt(from + 1, slice);
    statement.setInt(from + 2, slices);
    statement.setString(from + 3, type);
    return new Filled(statement, from + 4);
  }

  private static Optional<Row> row(Filled filled) throws SQLException {
    try (ResultSet row = filled.statement().executeQuery()) {
      return row.next()
          ? Optional.of(
              new Row(
                  FeedPosition.of(row.getLong(1), row.getLong(2)),
                  row.getBoolean(3) || row.getString(4) != null,
                  row.getString(5)))
          : Optional.empty();
    }
  }

  static void set(PreparedStatement statement, int from, FeedPosition position)
      throws SQLException {
    statement.setString(from, Long.toString(position.xid()));
    statement.setLong(from + 1, position.ordering());
  }
}
