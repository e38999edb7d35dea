package dev.troupe.bench.durable;

import dev.troupe.bench.load.Passes;
import dev.troupe.bench.load.Wait;
import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.node.Variant;
import dev.troupe.bench.report.Figure;
import dev.troupe.bench.report.Findings;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import dev.troupe.bench.report.Report.Rows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Deposits that a projection follows live. For one thread. */
final class Followed {
  private static final int IN_FLIGHT = 1_000;

  /** A role sees all rows only while it is the projection: the table has row-level security. */
  private static final String BECOME_THE_PROJECTION =
      "SELECT set_config('troupe.projection', 'account-balances', false)";

  private static final String COUNT = "SELECT sum(movements) + count(*) FROM account_balances";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Subject subject;
  private final Deposits deposits;
  private final Passes passes;
  private final List<Double> behind = new ArrayList<>();
  private final List<Double> catchUpMillis = new ArrayList<>();

  private Followed(Subject subject, Deposits deposits, Passes passes) {
    this.subject = subject;
    this.deposits = deposits;
    this.passes = passes;
  }

  /** Starts a node with the projection, and warms up. */
  static Followed prepare(Ground ground, Passes passes) throws Exception {
    Subject subject = ground.subject(Variant.PROJECTED);
    Deposits deposits = Deposits.prepare(subject, ground.cpu("this JVM"), passes);
    Followed followed = new Followed(subject, deposits, passes);
    followed.catchUp();
    return followed;
  }

  /** Returns when the projection is at the end: it would take part in what is measured next. */
  void measure(Length length) throws InterruptedException {
    deposits.measure(IN_FLIGHT, false, length);
    behind.add((double) subject.eventsBehind());
    catchUpMillis.add(catchUp());
  }

  private double catchUp() throws InterruptedException {
    long start = System.nanoTime();
    Wait.until(PATIENCE, "the projection is at the end", () -> subject.eventsBehind() == 0);
    return (System.nanoTime() - start) / 1e6;
  }

  /** With the projection against without. */
  Ratio ratio(Deposits without) {
    return Ratio.of(
        passes.measured(deposits.named(IN_FLIGHT, false)),
        passes.measured(without.named(IN_FLIGHT, false)),
        Pass::perSecond,
        "≥ 0.8");
  }

  /** How far behind it was, and whether it saw every event once. */
  void report(Findings findings) throws SQLException {
    findings.figures(
        "The projection at the end of a pass",
        List.of(
            new Figure("behind", behind, "events"),
            new Figure("until it is at the end", catchUpMillis, "ms")),
        List.of());
    try (Connection connection = subject.connect();
        var statement = connection.createStatement()) {
      statement.execute(BECOME_THE_PROJECTION);
      try (ResultSet found = statement.executeQuery(COUNT)) {
        found.next();
        findings.rows(
            new Rows(
                "the projection's table",
                subject.tally().acknowledged(),
                subject.tally().unknown(),
                found.getLong(1)));
      }
    }
  }
}
