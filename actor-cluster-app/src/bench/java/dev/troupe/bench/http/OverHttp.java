package dev.troupe.bench.http;

import dev.troupe.bench.load.Interleaved;
import dev.troupe.bench.load.Interleaved.Step;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.report.Measured;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import dev.troupe.bench.report.Report.Rows;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Deposits over keep-alive connections: one node against a service written by hand. */
public final class OverHttp implements Part {
  private static final List<Integer> CONNECTIONS = List.of(64, 500);
  private static final List<Integer> POOLS = List.of(8, 16, 32, 64);
  private static final Length SWEEP = new Length(Duration.ofSeconds(4), Duration.ofSeconds(2));

  private final Passes sweep = new Passes();
  private final Passes passes = new Passes();
  private long handWrittenAcknowledged;
  private long handWrittenUnknown;

  @Override
  public String name() {
    return "http";
  }

  @Override
  public void measure(Ground ground) throws Exception {
    ground.stopNodes(); // They would share the cores.
    prepare(ground);
    List<Integer> pools = CONNECTIONS.stream().map(this::bestPool).toList();
    try (Service node = Service.node(ground, "http");
        Service few = Service.handWritten(ground, pools.getFirst());
        Service many = Service.handWritten(ground, pools.getLast())) {
      HttpDeposits toNode = new HttpDeposits(ground, node);
      List<HttpDeposits> toHandWritten =
          List.of(new HttpDeposits(ground, few), new HttpDeposits(ground, many));
      toNode.openAll();
      SameAnswers.require(toNode);
      toNode.warmUp(CONNECTIONS.getFirst());
      for (HttpDeposits each : toHandWritten) {
        each.warmUp(CONNECTIONS.getFirst());
      }
      Interleaved.run(Ground.PASSES, steps(ground, toNode, toHandWritten));
      toHandWritten.forEach(this::count);
      report(ground, toNode, few.rows());
    }
  }

  /** Opens the accounts of the service written by hand, and tries sizes of its pool. */
  private void prepare(Ground ground) throws IOException, InterruptedException {
    for (int pool : POOLS) {
      try (Service service = Service.handWritten(ground, pool)) {
        HttpDeposits deposits = new HttpDeposits(ground, service);
        if (pool == POOLS.getFirst()) {
          deposits.openAll();
          SameAnswers.require(deposits);
        }
        for (int connections : CONNECTIONS) {
          sweep.add(swept(connections, pool), deposits.run(connections, SWEEP));
        }
        count(deposits);
      }
    }
  }

  private void count(HttpDeposits handWritten) {
    handWrittenAcknowledged += handWritten.acknowledged();
    handWrittenUnknown += handWritten.unknown();
  }

  private int bestPool(int connections) {
    int best = POOLS.getFirst();
    for (int pool : POOLS) {
      if (rate(connections, pool) > rate(connections, best)) {
        best = pool;
      }
    }
    return best;
  }

  private double rate(int connections, int pool) {
    return sweep.measured(swept(connections, pool)).median(Pass::perSecond);
  }

  private static String swept(int connections, int pool) {
    return "%d connections, a pool of %d".formatted(connections, pool);
  }

  private List<Step> steps(Ground ground, HttpDeposits node, List<HttpDeposits> handWritten) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS.size(); i++) {
      int connections = CONNECTIONS.get(i);
      HttpDeposits other = handWritten.get(i);
      steps.add(() -> passes.add(ofNode(connections), node.run(connections, ground.pass(1))));
      steps.add(() -> passes.add(byHand(connections), other.run(connections, ground.pass(1))));
    }
    return steps;
  }

  private static String ofNode(int connections) {
    return "a node, %d connections".formatted(connections);
  }

  private static String byHand(int connections) {
    return "written by hand, %d connections".formatted(connections);
  }

  private void report(Ground ground, HttpDeposits node, long rows) throws SQLException {
    List<Ratio> ratios = new ArrayList<>();
    for (int connections : CONNECTIONS) {
      Measured ours = passes.measured(ofNode(connections));
      Measured other = passes.measured(byHand(connections));
      ratios.add(Ratio.of(ours, other, Pass::perSecond, "≥ 2"));
      Ratio p99 = Ratio.of(ours, other, Pass::p99Micros, "≤ 1");
      ratios.add(p99.named("p99: " + p99.name()));
    }
    var findings = ground.findings();
    findings.measured("The service written by hand, its pool", sweep.measured(), List.of());
    findings.measured("Deposits over HTTP", passes.measured(), ratios);
    findings.rows(node.rows("a node over HTTP"));
    // Whoever opens an account leaves no row in the ledger.
    findings.rows(
        new Rows(
            "written by hand",
            handWrittenAcknowledged - HttpRequests.ACCOUNTS,
            handWrittenUnknown,
            rows));
  }
}
