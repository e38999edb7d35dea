package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the owner delete the rows of the tenant that is being erased, also from tables whose
 * row-level security is forced upon the owner.
 */
record ErasurePolicy(DatabaseSettings settings) {
  private static final String WITHOUT_IT =
      """
      SELECT quote_ident(c.relname) FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
      WHERE c.relnamespace = quote_ident(?)::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
        AND pg_has_role(current_user, c.relowner, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'erasure')
      """;

  /** Makes it for each table that has row-level security and lacks it. */
  void create(Connection connection) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(WITHOUT_IT)) {
      statement.setString(1, settings.schema());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          tables.add(settings.schema() + "." + row.getString(1));
        }
      }
    }
    try (Statement statement = connection.createStatement()) {
      for (String table : tables) {
        statement.execute(
            "CREATE POLICY erasure ON %s TO CURRENT_USER USING (tenant_id = %s.erased_tenant())"
                .formatted(table, settings.schema()));
      }
    }
  }
}
