package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.SQLException;

/**
 * Lets the owner delete the rows of the tenant that is being erased, also from tables whose
 * row-level security is forced upon the owner.
 */
record ErasurePolicy(DatabaseSettings settings) {
  private static final String STATEMENTS =
      """
      SELECT format('CREATE POLICY erasure ON %1$I.%2$I TO CURRENT_USER USING (tenant_id = %1$I.erased_tenant())',
        n.nspname, c.relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
      WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND c.relrowsecurity
        AND pg_has_role(current_user, c.relowner, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'erasure')
      """;

  /** Makes it for each table that has row-level security and lacks it. */
  void create(Catalogue catalogue) throws SQLException {
    catalogue.executeAll(STATEMENTS, settings.schema());
  }
}
