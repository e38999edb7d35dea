package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.database;
import static dev.troupe.doctor.rules.Checks.node;
import static dev.troupe.doctor.rules.Checks.setting;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.persistence.postgres.facts.DatabaseFacts;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How a node reads and writes. */
final class JournalRules {
  private static final int NEVER = 1_000_000;
  private static final Duration CALL = Duration.ofSeconds(15);

  private JournalRules() {}

  static List<Rule> all() {
    return List.of(
        error(
            "replay-filter",
            "Events that two writers wrote are silently dropped.",
            "The primary key lets one writer through, so if the filter finds anything the journal is damaged; repairing hides it and loses events.",
            "Set jdbc-journal.replay-filter.mode to fail.",
            setting("jdbc-journal.replay-filter.mode", "fail"::equals)),
        warning(
            "breaker-opens",
            "Pekko's breakers can open for all tenants.",
            "They count refusals of a single tenant's data, so one tenant can switch off cold starts for all (decision 0009).",
            "Leave circuit-breaker.max-failures of jdbc-journal and jdbc-snapshot-store as journal.conf has it.",
            node(node ->
                plugins("circuit-breaker.max-failures")
                    .filter(path -> !isStock(node) && node.number(path) < NEVER)
                    .map(path -> "%s is '%d'".formatted(path, node.number(path))))),
        warning(
            "breaker-too-late",
            "A call of the journal ends later than its socket.",
            "The connection is cut first, which costs the pool a connection for each slow call.",
            "Set circuit-breaker.call-timeout of jdbc-journal and jdbc-snapshot-store to 8s.",
            node(node ->
                plugins("circuit-breaker.call-timeout")
                    .flatMap(path ->
                        node.time(path).stream()
                            .filter(time -> time.compareTo(CALL) >= 0)
                            .map(time -> "%s is '%d' s".formatted(path, time.toSeconds()))))),
        warning(
            "stock-journal",
            "The journal is the stock one.",
            "It can commit neither messages nor reminders with the events, and one bad row fails a whole batch.",
            "Set troupe.journal.dao to postgres.",
            setting("troupe.journal.dao", "postgres"::equals)),
        error(
            "pools-beyond-connections",
            "All nodes together may open more connections than the server takes.",
            "Under load some node gets none: its commands fail, and so do those who look why.",
            "Raise max_connections, or lower the pools (TROUPE_DATABASE_POOL_SIZE) or the most pods.",
            JournalRules::pools),
        error(
            "database-unreachable",
            "The database does not answer.",
            "Nothing can be read or written.",
            "See that it runs, and that TROUPE_DATABASE_URL, user and password are right.",
            facts -> facts.database().stream().flatMap(Looked::whyNot)),
        error(
            "connected-to-standby",
            "The server takes no writes.",
            "It follows another one: no command can be stored.",
            "Name the primary in TROUPE_DATABASE_URL, and keep targetServerType=primary.",
            database(
                database -> wrong(database.server().isStandby(), "pg_is_in_recovery() is true"))));
  }

  private static Stream<String> plugins(String setting) {
    return Stream.of("jdbc-journal.", "jdbc-snapshot-store.").map(plugin -> plugin + setting);
  }

  private static boolean isStock(NodeFacts node) {
    return node.text("troupe.journal.dao").equals("stock");
  }

  private static Stream<String> pools(Facts facts) {
    if (facts.mostNodes().isEmpty()) {
      return Stream.empty();
    }
    int nodes = facts.mostNodes().getAsInt();
    return facts.node().stream()
        .flatMap(node ->
            facts.database().flatMap(Looked::seen).map(DatabaseFacts::server).stream()
                .flatMap(server -> {
                  int free =
                      server.number("max_connections")
                          - server.number("superuser_reserved_connections");
                  return wrong(
                      nodes * node.connections() > free,
                      "'%d' nodes × '%d' connections are more than the '%d' that max_connections leaves",
                      nodes,
                      node.connections(),
                      free);
                }));
  }
}
