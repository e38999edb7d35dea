package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.feed.Projection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the rows of a projection's slices, or says why those that are there can't be used.
 *
 * @param projection as this build declares it
 * @param type of the entities that it follows
 */
record ProjectionSetup(Projection<?> projection, String type) {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionSlice.class);

  private record Stored(int slices, String type, FeedPosition position) {}

  /**
   * Makes the rows if there are none. Slices of another number can be cut anew without repeating or
   * missing an event if all of them are at one position, and only then.
   *
   * @return why not, or nothing if the rows are as they should be
   */
  Optional<String> prepare(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try {
      lock(connection);
      Optional<String> refusal = refusal(connection);
      if (refusal.isEmpty()) {
        cut(connection);
      } else {
        LOG.error("{}", refusal.get());
      }
      connection.commit();
      return refusal;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Why the rows that are there can't be used; nothing if they can, or can be cut anew. */
  Optional<String> refusal(Connection connection) throws SQLException {
    List<Stored> all = stored(connection);
    if (all.isEmpty() || isAsDeclared(all)) {
      return Optional.empty();
    }
    Set<FeedPosition> positions = new HashSet<>();
    all.forEach(row -> positions.add(row.position()));
    boolean isSameType = all.getFirst().type().equals(type);
    if (positions.equals(Set.of(FeedPosition.START)) || (isSameType && positions.size() == 1)) {
      return Optional.empty();
    }
    return Optional.of(
        "projection '%s': is stored as '%d' slices of the events of '%s', expected '%d' of '%s'; rewind it to the start, or give it another name"
            .formatted(
                projection.name(),
                all.getFirst().slices(),
                all.getFirst().type(),
                projection.slices(),
                type));
  }

  private boolean isAsDeclared(List<Stored> all) {
    return all.size() == projection.slices()
        && all.getFirst().slices() == projection.slices()
        && all.getFirst().type().equals(type);
  }

  private void cut(Connection connection) throws SQLException {
    List<Stored> all = stored(connection);
    if (isAsDeclared(all)) {
      return;
    }
    cutAt(connection, all.isEmpty() ? FeedPosition.START : all.getFirst().position());
  }

  /**
   * Puts the declared slices at one position, whatever was stored; if any was paused, all are.
   * Those that were parked go on.
   */
  void cutAt(Connection connection, FeedPosition position) throws SQLException {
    boolean isPaused = false;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM projection_offset WHERE name = ? RETURNING paused")) {
      statement.setString(1, projection.name());
      try (ResultSet former = statement.executeQuery()) {
        while (former.next()) {
          isPaused |= former.getBoolean(1);
        }
      }
    }
    String sql =
        "INSERT INTO projection_offset (name, slice, slices, type, xid, ordering, paused)"
            + " SELECT ?, slice, ?, ?, CAST(? AS xid8), ?, ? FROM generate_series(0, ? - 1) slice";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, projection.name());
      statement.setInt(2, projection.slices());
      statement.setString(3, type);
      ProjectionTable.set(statement, 4, position);
      statement.setBoolean(6, isPaused);
      statement.setInt(7, projection.slices());
      statement.executeUpdate();
    }
  }

  /** Lets one at a time make or change the rows of this projection. */
  void lock(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.' || ?, 0))")) {
      statement.setString(1, projection.name());
      statement.executeQuery();
    }
  }

  private List<Stored> stored(Connection connection) throws SQLException {
    // Locked, so that none moves while they are compared.
    String sql =
        "SELECT slices, type, xid, ordering FROM projection_offset WHERE name = ? ORDER BY slice FOR UPDATE";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, projection.name());
      try (ResultSet rows = statement.executeQuery()) {
        List<Stored> all = new ArrayList<>();
        while (rows.next()) {
          FeedPosition position = FeedPosition.of(rows.getLong(3), rows.getLong(4));
          all.add(new Stored(rows.getInt(1), rows.getString(2), position));
        }
        return all;
      }
    }
  }
}
