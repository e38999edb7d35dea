package dev.troupe.doctor;

import static dev.troupe.doctor.Installation.isSound;
import static dev.troupe.doctor.Installation.withRole;
import static dev.troupe.doctor.Installation.withServer;
import static dev.troupe.doctor.Installation.withTables;
import static dev.troupe.doctor.Installation.withWork;

import dev.troupe.doctor.facts.ClusterFacts.RunningNode;
import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Health;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.PlainText;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Role;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Server;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Tables;
import dev.troupe.persistence.postgres.facts.DatabaseFacts.Work;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Installations whose database is not as it should be, by the rule that is about it. */
final class BrokenDatabases {
  private final Map<String, Facts> byRule = new HashMap<>();

  private BrokenDatabases() {
    settings();
    server();
    tables();
    work();
  }

  static Map<String, Facts> all() {
    return Map.copyOf(new BrokenDatabases().byRule);
  }

  private void settings() {
    byRule.put("fsync-off", withServer("fsync", "off"));
    byRule.put("full-page-writes-off", withServer("full_page_writes", "off"));
    byRule.put("synchronous-commit-off", withServer("synchronous_commit", "off"));
    byRule.put("standby-not-waited-for", withServer("synchronous_standby_names", ""));
    byRule.put("no-checksums", withServer("data_checksums", "off"));
    byRule.put("minimal-log", withServer("wal_level", "minimal"));
    byRule.put("autovacuum-off", withServer("autovacuum", "off"));
    byRule.put("idle-transactions-allowed", withServer("idle_in_transaction_session_timeout", "0"));
    byRule.put("statements-endless", withServer("statement_timeout", "0"));
    byRule.put("few-connections", withServer("max_connections", "20"));
    byRule.put("old-server", withServer("server_version_num", "140011"));
    byRule.put("not-unicode", withServer("server_encoding", "SQL_ASCII"));
  }

  private void server() {
    byRule.put(
        "connected-to-standby",
        withServer(is -> new Server(is.settings(), 0, true, is.clockAhead(), is.health())));
    byRule.put(
        "clock-skew",
        withServer(
            is -> new Server(is.settings(), 2, false, Duration.ofSeconds(-40), is.health())));
    byRule.put("collation-changed", withHealth(new Health(Optional.of("2.31, 2.36"), 1)));
    byRule.put("transaction-ids-run-out", withHealth(new Health(Optional.empty(), 1_500_000_000L)));
    byRule.put(
        "clock-skew-of-nodes",
        isSound()
            .withCluster(
                isSound()
                    .cluster()
                    .withRunning(
                        Looked.at(
                            new RunningNode(128, Optional.of("f00dcafe"), Duration.ofHours(1))))));
  }

  private static Facts withHealth(Health health) {
    return withServer(is -> new Server(is.settings(), 2, false, is.clockAhead(), health));
  }

  private void tables() {
    byRule.put(
        "schema-version",
        withTables(is ->
            new Tables(
                Optional.of("the tables have version '3', expected '10'"),
                is.indexes(),
                is.triggers(),
                is.policies(),
                is.forced())));
    byRule.put(
        "index-missing",
        withTables(is ->
            new Tables(
                is.mismatch(),
                less(is.indexes(), "event_journal_feed"),
                is.triggers(),
                is.policies(),
                is.forced())));
    byRule.put(
        "trigger-missing",
        withTables(is ->
            new Tables(
                is.mismatch(),
                is.indexes(),
                less(is.triggers(), "audit.audit_is_append_only"),
                is.policies(),
                is.forced())));
    byRule.put(
        "policy-missing",
        withTables(is ->
            new Tables(
                is.mismatch(),
                is.indexes(),
                is.triggers(),
                less(is.policies(), "outbox.tenant_reads"),
                is.forced())));
    byRule.put(
        "row-security-off",
        withTables(is ->
            new Tables(
                is.mismatch(),
                is.indexes(),
                is.triggers(),
                is.policies(),
                less(is.forced(), "snapshot"))));
    byRule.put("role-is-superuser", withRole(new Role("postgres", true, true, Set.of())));
    byRule.put("role-bypasses-policies", withRole(new Role("troupe", false, true, Set.of())));
    byRule.put(
        "role-owns-tables", withRole(new Role("troupe", false, false, Set.of("event_journal"))));
  }

  private static Set<String> less(Set<String> all, String one) {
    Set<String> less = new HashSet<>(all);
    if (!less.remove(one)) {
      throw new AssertionError("'%s' is not there".formatted(one));
    }
    return less;
  }

  private void work() {
    Duration moment = Duration.ofSeconds(1);
    PlainText some = new PlainText(100, 1);
    byRule.put("long-transaction", withWork(new Work(Duration.ofMinutes(9), 0, 0, Map.of(), some)));
    byRule.put("outbox-backlog", withWork(new Work(moment, 20_000, 0, Map.of(), some)));
    byRule.put("messages-parked", withWork(new Work(moment, 0, 1, Map.of(), some)));
    byRule.put("projection-stopped", withWork(new Work(moment, 0, 0, Map.of("sums", -1L), some)));
    byRule.put(
        "projection-behind", withWork(new Work(moment, 0, 0, Map.of("sums", 50_000L), some)));
    byRule.put(
        "plain-text-accepted", withWork(new Work(moment, 0, 0, Map.of(), new PlainText(100, 0))));
  }
}
