package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.Backlog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Looks how much waits in a table, at a bounded number of rows whatever is in it. */
public enum BacklogQuery {
  /** Messages, the oldest first; those that wait for their next try are not due. */
  OUTBOX(
      """
      SELECT count(*) FILTER (WHERE due <= statement_timestamp()),
        extract(epoch FROM statement_timestamp() - min(due)) * 1000,
        (SELECT count(*) FROM (SELECT FROM outbox WHERE parked IS NOT NULL LIMIT ?) given_up)
      FROM (SELECT due FROM outbox WHERE parked IS NULL ORDER BY id LIMIT ?) waiting
      """),

  /** Reminders that may be claimed; of those that are parked there is no index. */
  REMINDERS(
      """
      SELECT count(*), extract(epoch FROM statement_timestamp() - min(due)) * 1000,
        0 * CAST(? AS integer)
      FROM (
        SELECT due FROM reminder
        WHERE ready <= statement_timestamp() ORDER BY ready LIMIT ?) waiting
      """);

  private final String sql;

  BacklogQuery(String sql) {
    this.sql = sql;
  }

  /** What waits now. */
  public Backlog run(ConnectionPool connections) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, Backlog.MOST);
      statement.setInt(2, Backlog.MOST);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        // Nothing waits: null, which is 0. The clock of a server may also be set back.
        Duration overdue = Duration.ofMillis(Math.max(0, row.getLong(2)));
        return new Backlog(row.getLong(1), overdue, row.getLong(3));
      }
    }
  }
}
