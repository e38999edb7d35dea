package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.database;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.info;
import static dev.troupe.doctor.rules.Rule.warning;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What waits in the database. */
final class WorkRules {
  private static final long BACKLOG = 10_000;
  private static final Duration LONG = Duration.ofMinutes(5);

  private WorkRules() {}

  static List<Rule> all() {
    return List.of(
        warning(
            "long-transaction",
            "A transaction runs for minutes.",
            "The feed reads up to the oldest one, so projections and usage stand still; and nothing that was deleted since is cleaned up.",
            "Find it in pg_stat_activity, and end it with pg_terminate_backend.",
            database(database ->
                wrong(
                    database.work().longestTransaction().compareTo(LONG) > 0,
                    "the oldest transaction of a client runs for '%d' s",
                    database.work().longestTransaction().toSeconds()))),
        warning(
            "outbox-backlog",
            "Many messages between entities wait.",
            "They are delivered later than their senders expect; a receiver may be refusing them, or the nodes may be too few.",
            "See with 'troupe outbox' whose they are.",
            database(database ->
                wrong(
                    database.work().outbox() > BACKLOG,
                    "'%d' messages or more wait",
                    database.work().outbox()))),
        warning(
            "messages-parked",
            "Messages between entities were refused too often and are not tried again.",
            "What follows from them has not happened.",
            "See with 'troupe outbox' why, mend it, and let them be tried again.",
            database(database ->
                wrong(
                    database.work().parked() > 0,
                    "'%d' messages or more are parked",
                    database.work().parked()))),
        warning(
            "projection-stopped",
            "A projection stands before an event that it can't apply.",
            "What it writes gets older and older.",
            "See the failure in projection_offset, mend the handler, and let it go on.",
            database(database ->
                database.work().projections().entrySet().stream()
                    .filter(each -> each.getValue() < 0)
                    .map(each -> "projection '%s' has stopped".formatted(each.getKey())))),
        info(
            "projection-behind",
            "A projection has many events to read.",
            "What it shows is old until then.",
            "Wait; if it does not get less, give it more slices or nodes.",
            database(database ->
                database.work().projections().entrySet().stream()
                    .filter(each -> each.getValue() > BACKLOG)
                    .map(Map.Entry::getKey)
                    .map("projection '%s' is more than 10000 events behind"::formatted))));
  }
}
