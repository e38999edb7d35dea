package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.SQLException;
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
      """
      SELECT 1 FROM pg_roles reader, pg_roles member
      WHERE reader.rolname = ? AND member.rolname = ?
        AND pg_has_role(member.oid, reader.oid, 'MEMBER')
      """;

  private static final String USE_OF_SCHEMA =
      """
      SELECT format('GRANT USAGE ON SCHEMA %1$I TO %2$I', n.nspname, r.rolname)
      FROM pg_namespace n, pg_roles r
      WHERE n.nspname = ? AND r.rolname = ? AND pg_has_role(n.nspowner, 'USAGE')
        AND NOT has_schema_privilege(r.oid, n.oid, 'USAGE')
      """;

  private static final String GUARDED =
      """
      SELECT format('GRANT SELECT ON %1$I.%2$I TO %3$I', n.nspname, c.relname, r.rolname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, pg_roles r
      WHERE n.nspname = ? AND r.rolname = ?
        AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND pg_has_role(c.relowner, 'USAGE')
        AND NOT has_table_privilege(r.oid, c.oid, 'SELECT')
      """;

  /** Grants what is not granted yet; says so if the role is not there. */
  void grant(Catalogue catalogue) throws SQLException {
    String role = settings.readerRole();
    if (!catalogue.finds(IS_MEMBER, role, settings.user())) {
      LOG.warn(
          "database role '{}': is not there or not granted to '{}', so reads by tenant are refused; CREATE ROLE {} NOLOGIN; GRANT {} TO {};",
          role,
          settings.user(),
          role,
          role,
          settings.user());
      return;
    }
    catalogue.executeAll(USE_OF_SCHEMA, settings.schema(), role);
    catalogue.executeAll(GUARDED, settings.schema(), role);
  }
}
