package dev.troupe.persistence.postgres.internal.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A statement whose parameters are arrays of equal length, filled row by row. Confined to one
 * thread.
 */
final class ArrayStatement {
  private final String sql;
  private final List<BinaryArray> arrays;

  ArrayStatement(String sql, BinaryArray... arrays) {
    this.sql = sql;
    this.arrays = List.of(arrays);
  }

  /** Takes what a row of the result says. */
  @FunctionalInterface
  interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  void clear() {
    arrays.forEach(BinaryArray::clear);
  }

  boolean isEmpty() {
    return arrays.getFirst().size() == 0;
  }

  /** Runs it, unless it would be about nothing. */
  void execute(Connection connection) throws SQLException {
    if (!isEmpty()) {
      try (PreparedStatement statement = prepared(connection)) {
        statement.executeUpdate();
      }
    }
  }

  /** Runs it, unless it would be about nothing, and reads what it returns. */
  void query(Connection connection, Reader reader) throws SQLException {
    if (!isEmpty()) {
      try (PreparedStatement statement = prepared(connection);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  private PreparedStatement prepared(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arrays.size(); i++) {
      statement.setObject(i + 1, arrays.get(i));
    }
    return statement;
  }
}
