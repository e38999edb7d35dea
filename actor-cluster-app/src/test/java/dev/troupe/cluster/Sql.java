package dev.troupe.cluster;

import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What tests of reminders look at and put right in the database. */
final class Sql {
  /** The bells that rang another number of times than their reminder has fired. */
  static final String OUT_OF_STEP =
      """
      SELECT persistence_id FROM reminder r WHERE occurrence <> (
        SELECT count(*) FROM event_journal e
        WHERE e.persistence_id = r.persistence_id AND e.event_ser_manifest = 'bell/rang#1')
      """;

  /** The bells that rang, with how often. */
  static final String RINGS =
      """
      SELECT persistence_id || ' ' || count(*) FROM event_journal
      WHERE event_ser_manifest = 'bell/rang#1' GROUP BY persistence_id
      """;

  private Sql() {}

  /** Reminders of as many bells of a tenant, due now. */
  static String insert(String tenant, int bells, String schedule) {
    return """
    INSERT INTO reminder (persistence_id, name, schedule, catch_up, manifest, payload, due)
    SELECT 'bell|%s:b-' || n, 'due', '%s', 'all 100', 'command:bell/ring', '\\x%s',
      clock_timestamp()
    FROM generate_series(1, %d) n
    """
        .formatted(tenant, schedule, ring(), bells);
  }

  private static String ring() {
    try {
      return HexFormat.of()
          .formatHex(new EntityCodec(Bell.TYPE).writeCommand(new Bell.Ring("due")));
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void execute(DatabaseSettings database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static List<String> column(DatabaseSettings database, String query) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
      return values;
    }
  }

  private static Connection connect(DatabaseSettings database) throws SQLException {
    return DriverManager.getConnection(
        database.connectionUrl(), database.user(), database.password());
  }
}
