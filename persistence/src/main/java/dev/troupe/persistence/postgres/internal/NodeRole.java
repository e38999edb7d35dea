package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.SchemaMismatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role as which nodes work, and its rights. Where another role owns the tables, it may do with
 * them what nodes do and no more: it adds events, and can't change them.
 */
record NodeRole(DatabaseSettings settings) {
  private static final Logger LOG =
      LoggerFactory.getLogger("dev.troupe.persistence.postgres.Schema");

  private static final String STATEMENTS = "/dev/troupe/persistence/postgres/node-role.sql";

  private static final String IS_THERE = "SELECT 1 FROM pg_roles WHERE rolname = ?";

  private static final String NOT_HELD =
      """
      SELECT why FROM (SELECT CASE
        WHEN node.rolsuper THEN 'is a superuser'
        WHEN node.rolbypassrls THEN 'bypasses row-level security'
        WHEN node.oid = journal.relowner THEN 'owns the tables'
        WHEN pg_has_role(node.oid, journal.relowner, 'MEMBER') THEN 'may become the owner of the tables'
        WHEN node.oid = n.nspowner THEN 'owns the schema'
        WHEN has_table_privilege(node.oid, journal.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
          THEN 'may change stored events by what it or a role that it is in was granted'
        END AS why
      FROM pg_class journal JOIN pg_namespace n ON n.oid = journal.relnamespace, pg_roles node
      WHERE n.nspname = ? AND journal.relname = 'event_journal' AND node.rolname = ?) held
      WHERE why IS NOT NULL
      """;

  /** Grants what is not granted yet, and takes away what is beyond it. */
  void grant(Catalogue catalogue) throws SQLException {
    String role = settings.user();
    if (settings.owner().isPresent() && !catalogue.finds(IS_THERE, role)) {
      throw new SchemaMismatch(
          "database role '%s': is not there, expected the role as which nodes work; CREATE ROLE \"%1$s\" LOGIN PASSWORD '…', or correct TROUPE_DATABASE_USER"
              .formatted(role));
    }
    catalogue.executeAll(statements(), role, settings.schema());
  }

  /** Says so if nothing in the database keeps the nodes from changing events. */
  void warnUnlessHeld(Catalogue catalogue) throws SQLException {
    for (String why : catalogue.column(NOT_HELD, settings.schema(), settings.user())) {
      LOG.warn(
          "database role '{}': {}, so the database keeps no node from changing stored events; let another role own the tables and name it in TROUPE_DATABASE_OWNER_USER, as docs/operating/postgres.md says",
          settings.user(),
          why);
    }
  }

  private static String statements() {
    try (InputStream in = NodeRole.class.getResourceAsStream(STATEMENTS)) {
      if (in == null) {
        throw new IllegalStateException(
            "class path: no '%s'; the persistence jar is damaged, build it again"
                .formatted(STATEMENTS));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
