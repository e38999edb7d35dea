package dev.troupe.persistence.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What tests do with databases. */
public final class Databases {

  private Databases() {}

  /** Settings that share one unpacked copy of the programs between all tests of a build. */
  public static EmbeddedPostgres.Settings in(Path directory) {
    return EmbeddedPostgres.in(directory).binaries(binaries());
  }

  /** Where the programs of the servers are unpacked. */
  public static Path binaries() {
    return Path.of("target", "postgres-binaries").toAbsolutePath();
  }

  /** Runs these statements, each in a transaction of its own. */
  public static void execute(DatabaseSettings settings, String... statements) throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of all rows, as text; SQL NULL is the text {@code null}. */
  public static List<String> query(DatabaseSettings settings, String sql) throws SQLException {
    try (Connection connection = connect(settings);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
      return values;
    }
  }

  /** A connection as the application's. */
  public static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(
        settings.connectionUrl(), settings.user(), settings.password());
  }
}
