package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.database;
import static dev.troupe.doctor.rules.Checks.server;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.info;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.doctor.facts.Looked;
import dev.troupe.persistence.postgres.facts.DatabaseFacts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How the database's server is set. */
final class ServerRules {
  private static final int OLDEST = 150_000;
  private static final int FEW_CONNECTIONS = 50;
  private static final long OLD_TRANSACTIONS = 1_000_000_000;
  private static final Duration SKEW = Duration.ofSeconds(2);

  private ServerRules() {}

  static List<Rule> all() {
    return Stream.of(durability(), limits(), clocks()).flatMap(List::stream).toList();
  }

  private static List<Rule> durability() {
    return List.of(
        error(
            "fsync-off",
            "The server does not wait for its disk.",
            "A crash of the machine damages the whole database.",
            "Set fsync to on.",
            server("fsync", Set.of("on"))),
        error(
            "full-page-writes-off",
            "The server does not guard against pages that were half written.",
            "A crash of the machine can leave pages that nothing repairs.",
            "Set full_page_writes to on.",
            server("full_page_writes", Set.of("on"))),
        error(
            "synchronous-commit-off",
            "What is acknowledged is not on the disk yet.",
            "A crash of the server loses commands that were answered.",
            "Set synchronous_commit to on, also for the role of the nodes.",
            server("synchronous_commit", Set.of("on", "local", "remote_write", "remote_apply"))),
        warning(
            "standby-not-waited-for",
            "No commit waits for any of the standbys.",
            "A failover loses what was answered last: 174 of 543 commands when it was tried, and none with a synchronous one.",
            "Name a standby in synchronous_standby_names, and keep synchronous_commit at on.",
            database(database -> {
              DatabaseFacts.Server server = database.server();
              return wrong(
                  server.standbys() > 0
                      && (server.setting("synchronous_standby_names").isBlank()
                          || server.setting("synchronous_commit").equals("local")),
                  "'%d' standbys follow, synchronous_standby_names is '%s' and synchronous_commit is '%s'",
                  server.standbys(),
                  server.setting("synchronous_standby_names"),
                  server.setting("synchronous_commit"));
            })),
        warning(
            "no-checksums",
            "The server does not notice pages that the disk damaged.",
            "Damage is found when it is read, years later, and by then it is in the backups.",
            "Stop the server and run pg_checksums --enable.",
            server("data_checksums", Set.of("on"))),
        warning(
            "minimal-log",
            "The server's log is too little for a standby or a restore to a point in time.",
            "After a loss of the disk there is only the last dump.",
            "Set wal_level to replica.",
            server("wal_level", Set.of("replica", "logical"))));
  }

  private static List<Rule> limits() {
    return List.of(
        error(
            "autovacuum-off",
            "Nothing cleans the tables up.",
            "They grow without end, and after two thousand million transactions the server stops.",
            "Set autovacuum to on.",
            server("autovacuum", Set.of("on"))),
        warning(
            "idle-transactions-allowed",
            "A transaction that somebody forgot stays open for ever.",
            "The feed reads up to the oldest transaction: projections, the outbox and usage stand still.",
            "Set idle_in_transaction_session_timeout to 30s, and leave the options of the URL as they are.",
            unset("idle_in_transaction_session_timeout")),
        warning(
            "statements-endless",
            "A statement may run for ever.",
            "One that hangs keeps its connection, until the pool has none.",
            "Set statement_timeout to 15s for the role of the nodes, and leave the options of the URL as they are.",
            unset("statement_timeout")),
        warning(
            "few-connections",
            "The server takes few connections.",
            "A node has about 37; three of them and a fourth while one is replaced are 148.",
            "Set max_connections to the nodes' pools times the pods, and 20 for people.",
            database(database ->
                wrong(
                    database.server().number("max_connections") < FEW_CONNECTIONS,
                    "max_connections is '%d'",
                    database.server().number("max_connections")))),
        warning(
            "old-server",
            "The server is old.",
            "PostgreSQL 13 and 14 work, but are no longer tested, and lose support.",
            "Upgrade to PostgreSQL 15 or newer.",
            database(database ->
                wrong(
                    database.server().number("server_version_num") < OLDEST,
                    "server_version_num is '%s'",
                    database.server().setting("server_version_num")))),
        error(
            "not-unicode",
            "The database does not take every text.",
            "A tenant's text with a letter that is not in its encoding is refused.",
            "Create the database with ENCODING 'UTF8'.",
            server("server_encoding", Set.of("UTF8"))),
        warning(
            "collation-changed",
            "The system sorts text otherwise than when the indexes were made.",
            "Indexes over text may not find rows that are there, and let in a second of a key.",
            "REINDEX DATABASE, then ALTER DATABASE … REFRESH COLLATION VERSION.",
            database(database ->
                database.server().health().collation().stream()
                    .map("the versions are '%s'"::formatted))),
        error(
            "transaction-ids-run-out",
            "Old rows were not frozen for a thousand million transactions.",
            "At two thousand million the server takes no more writes.",
            "Find what keeps vacuum from it (prepared transactions, replication slots, old clients), and run VACUUM FREEZE.",
            database(database ->
                wrong(
                    database.server().health().transactionAge() > OLD_TRANSACTIONS,
                    "the oldest row is '%d' transactions old",
                    database.server().health().transactionAge()))));
  }

  private static Rule.Check unset(String name) {
    return database(database ->
        wrong(
            Set.of("0", "").contains(database.server().setting(name)),
            "%s is '%s'",
            name,
            database.server().setting(name)));
  }

  private static List<Rule> clocks() {
    return List.of(
        warning(
            "clock-skew",
            "The clocks of this machine and of the database differ.",
            "Reminders come early or late, tokens are refused, and times in the audit do not fit each other. No order and no data depends on it.",
            "Let both machines keep their time by NTP.",
            database(database -> skew("the database", database.server().clockAhead()))),
        info(
            "clock-skew-of-nodes",
            "The clocks of this machine and of a node that runs differ.",
            "Grants and tokens end at other times at each node.",
            "Let both machines keep their time by NTP.",
            facts ->
                facts.cluster().running().flatMap(Looked::seen).stream()
                    .flatMap(running -> skew("the node", running.clockAhead()))),
        error(
            "node-unreachable",
            "The node that was named does not answer.",
            "Nothing could be compared with the cluster that runs.",
            "See that it runs, and that --node names its management port.",
            facts -> facts.cluster().running().stream().flatMap(Looked::whyNot)));
  }

  private static Stream<String> skew(String whose, Duration ahead) {
    return wrong(
        ahead.abs().compareTo(SKEW) > 0,
        "%s is '%d' ms %s",
        whose,
        ahead.abs().toMillis(),
        ahead.isNegative() ? "behind" : "ahead");
  }
}
