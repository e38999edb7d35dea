package dev.troupe.persistence.postgres.register;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A lease per name, by the clock of the database. A candidate gets it if nobody has it, keeps it
 * while it renews it in time, and gets a higher token whenever it was not the leader before.
 */
final class LeaderSql {
  private static final String LEFT =
      " leader, token, greatest(0, floor(extract(epoch FROM until - clock_timestamp()) * 1000))";

  // What is expired is decided once the row is locked.
  private static final String LEAD =
      """
      INSERT INTO cluster_leader AS held (name, leader, token, until)
      VALUES (?, ?, 1, clock_timestamp() + ? * interval '1 millisecond')
      ON CONFLICT (name) DO UPDATE SET
        leader = excluded.leader,
        token = held.token + CASE
          WHEN held.leader = excluded.leader AND held.until > clock_timestamp() THEN 0 ELSE 1 END,
        until = excluded.until
      WHERE held.leader = excluded.leader OR held.until <= clock_timestamp()
      RETURNING\
      """
          + LEFT;

  private static final String LOOK = "SELECT" + LEFT + " FROM cluster_leader WHERE name = ?";

  private static final String RESIGN =
      "UPDATE cluster_leader SET until = clock_timestamp()"
          + " WHERE name = ? AND leader = ? AND until > clock_timestamp()";

  private LeaderSql() {}

  static Leadership lead(Connection connection, String name, String candidate, Duration lease)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LEAD)) {
      statement.setString(1, name);
      statement.setString(2, candidate);
      statement.setLong(3, lease.toMillis());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          return leadership(row);
        }
      }
    }
    return other(connection, name);
  }

  private static Leadership other(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return leadership(row);
      }
    }
  }

  private static Leadership leadership(ResultSet row) throws SQLException {
    return new Leadership(row.getString(1), row.getLong(2), Duration.ofMillis(row.getLong(3)));
  }

  static boolean resign(Connection connection, String name, String candidate) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RESIGN)) {
      statement.setString(1, name);
      statement.setString(2, candidate);
      return statement.executeUpdate() == 1;
    }
  }
}
