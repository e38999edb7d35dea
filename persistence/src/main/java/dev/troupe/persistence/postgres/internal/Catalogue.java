package dev.troupe.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Questions to PostgreSQL's own tables, and statements that are made of the answers. */
record Catalogue(Connection connection) {

  /** The first column of what this finds. */
  List<String> column(String sql, String... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      List<String> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }

  /** Whether this finds a row. */
  boolean finds(String sql, String... arguments) throws SQLException {
    return !column(sql, arguments).isEmpty();
  }

  /** Runs the statements that this finds. */
  void executeAll(String sql, String... arguments) throws SQLException {
    List<String> found = column(sql, arguments);
    try (Statement statement = connection.createStatement()) {
      for (String each : found) {
        statement.execute(each);
      }
    }
  }
}
