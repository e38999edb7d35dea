package dev.troupe.bench.durable;

import dev.troupe.bench.load.Interleaved;
import dev.troupe.bench.load.Interleaved.Step;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.load.Workers;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Rows per second through entities, with each variant of the journal, and without any. */
public final class DurableCommands implements Part {
  private static final String ONE = "INSERT, 1 connection";
  private static final String MANY = "INSERT, 64 connections";
  private static final String COPY = "COPY of 400 rows, 1 connection";
  private static final String WITH_RECEIPT = ", with receipt";

  private final Passes raw = new Passes();
  private final Passes durable = new Passes();

  @Override
  public String name() {
    return "durable";
  }

  @Override
  public void measure(Ground ground) throws Exception {
    List<Deposits> all = new ArrayList<>();
    for (Subject subject : ground.subjects()) {
      all.add(Deposits.prepare(subject, ground.cpu("this JVM"), durable));
    }
    Followed followed = Followed.prepare(ground, durable);
    Interleaved.run(Ground.PASSES, steps(ground, all, followed));
    ground.findings().measured("PostgreSQL alone, the journal's rows", raw.measured(), List.of());
    List<Ratio> ratios = ratios(all);
    ratios.add(followed.ratio(all.getFirst()));
    ground.findings().measured("Deposits through an entity", durable.measured(), ratios);
    followed.report(ground.findings());
  }

  private List<Step> steps(Ground ground, List<Deposits> all, Followed followed)
      throws SQLException {
    Deposits first = all.getFirst();
    DatabaseSettings database = ground.database("raw");
    Schema.migrate(database);
    Workers workers = new Workers(database, ground.cpu("this JVM"));
    RawWrites plain = new RawWrites(workers, first.row(false));
    RawWrites receipt = new RawWrites(workers, first.row(true));
    List<Step> steps = new ArrayList<>();
    steps.add(() -> raw.add(ONE, plain.commits(1, ground.pass(2))));
    steps.add(() -> first.measure(1, false, ground.pass(2)));
    steps.add(() -> raw.add(MANY, plain.commits(64, ground.pass(2))));
    all.forEach(each -> steps.add(() -> each.measure(64, false, ground.pass(1))));
    steps.add(() -> raw.add(COPY, plain.copies(ground.pass(2))));
    all.forEach(each -> steps.add(() -> each.measure(1_000, false, ground.pass(1))));
    steps.add(() -> followed.measure(ground.pass(1)));
    all.forEach(each -> steps.add(() -> each.measure(10_000, false, ground.pass(1))));
    steps.add(() -> raw.add(COPY + WITH_RECEIPT, receipt.copies(ground.pass(2))));
    steps.add(() -> first.measure(1_000, true, ground.pass(1)));
    return steps;
  }

  /** Ours, which comes first, against PostgreSQL alone and against the others. */
  private List<Ratio> ratios(List<Deposits> all) {
    Deposits ours = all.getFirst();
    List<Ratio> ratios = new ArrayList<>();
    Ratio p50 = toRaw(ours.named(1, false), ONE, Pass::p50Micros, "≤ 1.5");
    ratios.add(p50.named("p50: " + p50.name()));
    ratios.add(toRaw(ours.named(64, false), MANY, Pass::perSecond, ""));
    ratios.add(toRaw(ours.named(1_000, false), COPY, Pass::perSecond, "≥ 0.55"));
    ratios.add(toRaw(ours.named(10_000, false), COPY, Pass::perSecond, ""));
    ratios.add(toRaw(ours.named(1_000, true), COPY + WITH_RECEIPT, Pass::perSecond, ""));
    ratios.add(ratio(ours.named(1_000, true), ours.named(1_000, false), ""));
    ratios.add(ratio(ours.named(10_000, false), ours.named(1_000, false), ""));
    for (Deposits other : all.subList(1, all.size())) {
      for (int inFlight : List.of(64, 1_000, 10_000)) {
        ratios.add(
            ratio(ours.named(inFlight, false), other.named(inFlight, false), other.aim(inFlight)));
      }
    }
    return ratios;
  }

  private Ratio toRaw(String name, String other, ToDoubleFunction<Pass> figure, String aim) {
    return Ratio.of(durable.measured(name), raw.measured(other), figure, aim);
  }

  private Ratio ratio(String name, String other, String aim) {
    return Ratio.of(durable.measured(name), durable.measured(other), Pass::perSecond, aim);
  }
}
