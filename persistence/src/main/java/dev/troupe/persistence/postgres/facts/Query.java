package dev.troupe.persistence.postgres.facts;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Small questions over one connection. */
record Query(Connection connection) {

  private interface Reading<T> {
    T of(ResultSet rows) throws SQLException;
  }

  /** The first column of all rows. */
  Set<String> texts(String sql, String... arguments) throws SQLException {
    return ask(
        sql,
        rows -> {
          Set<String> found = new LinkedHashSet<>();
          while (rows.next()) {
            found.add(rows.getString(1));
          }
          return found;
        },
        arguments);
  }

  /** The first column of the first row, if there is one that is not null. */
  Optional<String> text(String sql, String... arguments) throws SQLException {
    return ask(
        sql,
        rows -> rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty(),
        arguments);
  }

  /** The first column of the first row, or 0. */
  long number(String sql, String... arguments) throws SQLException {
    return ask(sql, rows -> rows.next() ? rows.getLong(1) : 0L, arguments);
  }

  /** The first columns of the row that there is. */
  List<Long> numbers(String sql, int columns) throws SQLException {
    return ask(
        sql,
        rows -> {
          rows.next();
          List<Long> numbers = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            numbers.add(rows.getLong(column));
          }
          return numbers;
        });
  }

  /** Whether the first column of the first row is true. */
  boolean holds(String sql, String... arguments) throws SQLException {
    return ask(sql, rows -> rows.next() && rows.getBoolean(1), arguments);
  }

  private <T> T ask(String sql, Reading<T> reading, String... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return reading.of(rows);
      }
    }
  }
}
