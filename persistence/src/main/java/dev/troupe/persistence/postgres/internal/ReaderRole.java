package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role as which one tenant's rows are read, and its rights: it reads the tables that have
 * row-level security, and no other, so that a table without it is closed and not open.
 */
record ReaderRole(DatabaseSettings settings) {
  private static final Logger LOG =
      LoggerFactory.getLogger("dev.troupe.persistence.postgres.Schema");

  private static final String IS_MEMBER =
      "SELECT FROM pg_roles WHERE rolname = ? AND pg_has_role(current_user, oid, 'MEMBER')";

  private static final String GUARDED =
      """
      SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND c.relrowsecurity
        AND pg_has_role(current_user, c.relowner, 'USAGE')
        AND NOT has_table_privilege(?, c.oid, 'SELECT')
      """;

  /** Grants what is not granted yet; says so if the role is not there. */
  void grant(Connection connection) throws SQLException {
    String role = settings.readerRole();
    if (!rows(connection, IS_MEMBER, role).next()) {
      LOG.warn(
          "database role '{}': is not there or not granted to '{}', so reads by tenant are refused; CREATE ROLE {} NOLOGIN; GRANT {} TO {};",
          role,
          settings.user(),
          role,
          role,
          settings.user());
      return;
    }
    List<String> grants = new ArrayList<>();
    ResultSet schema =
        rows(
            connection,
            "SELECT WHERE NOT has_schema_privilege(?, ?, 'USAGE')",
            role,
            settings.schema());
    if (schema.next()) {
      grants.add("GRANT USAGE ON SCHEMA %s TO %s".formatted(settings.schema(), role));
    }
    ResultSet tables = rows(connection, GUARDED, settings.schema(), role);
    while (tables.next()) {
      grants.add(
          "GRANT SELECT ON %s.%s TO %s".formatted(settings.schema(), tables.getString(1), role));
    }
    try (Statement statement = connection.createStatement()) {
      for (String grant : grants) {
        statement.execute(grant);
      }
    }
  }

  // Closed with the connection, which lives for a moment only.
  @SuppressWarnings("MustBeClosed")
  private static ResultSet rows(Connection connection, String sql, String... arguments)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.closeOnCompletion();
    for (int i = 0; i < arguments.length; i++) {
      statement.setString(i + 1, arguments[i]);
    }
    return statement.executeQuery();
  }
}
