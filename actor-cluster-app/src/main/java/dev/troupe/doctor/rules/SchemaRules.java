package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.database;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.persistence.postgres.facts.DatabaseFacts;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Whether the tables are as the migrations made them, and who may do what with them. */
public final class SchemaRules {
  /** What the migrations make of the journal's tables. */
  public static final Set<String> INDEXES =
      Set.of(
          "blocked_tenant_pkey",
          "cluster_leader_pkey",
          "cluster_register_pkey",
          "erasure_certificate_pkey",
          "erasure_kept_pkey",
          "erasure_pkey",
          "event_catalogue_fill_pkey",
          "event_catalogue_pkey",
          "event_journal_feed",
          "event_journal_ordering",
          "event_journal_pkey",
          "event_journal_system",
          "event_journal_tenant",
          "event_tag_pkey",
          "outbox_parked",
          "outbox_pkey",
          "outbox_waiting",
          "projection_offset_pkey",
          "reminder_pkey",
          "reminder_ready",
          "reminder_tenant",
          "snapshot_pkey",
          "snapshot_tenant",
          "tenant_usage_pkey",
          "tenant_usage_position_pkey",
          "tenant_usage_round");

  static final Set<String> TRIGGERS =
      Set.of(
          "event_journal.blocked_tenant",
          "outbox.blocked_tenant",
          "reminder.blocked_tenant",
          "snapshot.blocked_tenant");

  static final Set<String> GUARDED =
      Set.of("event_journal", "outbox", "reminder", "snapshot", "tenant_usage");

  private SchemaRules() {}

  static List<Rule> all() {
    return List.of(
        error(
            "schema-version",
            "This build can't work with the tables.",
            "They are missing, older or newer, or were made by another text of the migrations.",
            "Start the build that fits; a start of a node brings older tables to its version.",
            database(database -> database.tables().mismatch().stream())),
        error(
            "index-missing",
            "An index of the journal's tables is not there or not valid.",
            "Without a primary key two writers get through; without another one, reads take as long as the table is large.",
            "Make it again as the migrations do, with CREATE INDEX CONCURRENTLY.",
            missing("no valid index", INDEXES, DatabaseFacts.Tables::indexes)),
        error(
            "trigger-missing",
            "A trigger of the journal's tables is not there or off.",
            "A tenant that is being erased could still store something; rows of the audit could be changed.",
            "ALTER TABLE … ENABLE TRIGGER, or make it again as the migrations do.",
            database(SchemaRules::triggers)),
        error(
            "row-security-off",
            "Row-level security of a table with tenants is off, or not for its owner.",
            "A query that forgets the tenant sees all of them.",
            "ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY.",
            missing("no forced row-level security on", GUARDED, DatabaseFacts.Tables::forced)),
        error(
            "policy-missing",
            "A policy of row-level security is not there.",
            "Without tenant_reads readers see nothing; without all_tenants nodes don't.",
            "Make it again as the migrations do.",
            missing("no policy", policies(), DatabaseFacts.Tables::policies)),
        error(
            "role-is-superuser",
            "Nodes work as a superuser.",
            "No right and no policy holds for them: one mistake in a query sees or deletes all tenants.",
            "Make a role without SUPERUSER for the nodes (TROUPE_DATABASE_USER), and one that owns the tables (TROUPE_DATABASE_OWNER_USER).",
            database(database ->
                wrong(
                    database.role().isSuperuser(),
                    "role '%s' is a superuser",
                    database.role().name()))),
        error(
            "role-bypasses-policies",
            "Row-level security does not hold for the role of the nodes.",
            "A query that forgets the tenant sees all of them.",
            "ALTER ROLE … NOBYPASSRLS.",
            database(database ->
                wrong(
                    database.role().bypassesPolicies() && !database.role().isSuperuser(),
                    "role '%s' has BYPASSRLS",
                    database.role().name()))),
        warning(
            "role-owns-tables",
            "Nodes work as the role that owns the tables.",
            "What a node could be made to say could change or delete events (decision 0015).",
            "Make a role of its own for the tables (TROUPE_DATABASE_OWNER_USER).",
            database(database ->
                wrong(
                    database.role().owns().contains("event_journal"),
                    "role '%s' owns '%s'",
                    database.role().name(),
                    new TreeSet<>(database.role().owns())))));
  }

  private static Stream<String> triggers(DatabaseFacts database) {
    Set<String> wanted = new TreeSet<>(TRIGGERS);
    if (database.tables().indexes().contains("audit_pkey")) {
      wanted.add("audit.audit_is_append_only");
    }
    return absent("no enabled trigger", wanted, database, DatabaseFacts.Tables::triggers);
  }

  static Set<String> policies() {
    Set<String> policies = new TreeSet<>();
    for (String table : GUARDED) {
      policies.add(table + ".all_tenants");
      policies.add(table + ".tenant_reads");
    }
    return policies;
  }

  private static Rule.Check missing(
      String what, Set<String> wanted, Function<DatabaseFacts.Tables, Set<String>> found) {
    return database(database -> absent(what, wanted, database, found));
  }

  /** Nothing is said of single things where the tables are not ours at all. */
  private static Stream<String> absent(
      String what,
      Set<String> wanted,
      DatabaseFacts database,
      Function<DatabaseFacts.Tables, Set<String>> found) {
    Set<String> absent = new TreeSet<>(wanted);
    absent.removeAll(found.apply(database.tables()));
    return database.tables().mismatch().isPresent()
        ? Stream.empty()
        : wrong(!absent.isEmpty(), "%s '%s'", what, String.join("', '", absent));
  }
}
