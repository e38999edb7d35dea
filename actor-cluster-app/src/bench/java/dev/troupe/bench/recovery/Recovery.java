package dev.troupe.bench.recovery;

import dev.troupe.bench.load.Interleaved;
import dev.troupe.bench.load.Interleaved.Step;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.node.Ground;
import dev.troupe.bench.node.Part;
import dev.troupe.bench.node.Subject;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import java.util.ArrayList;
import java.util.List;

/** How fast long journals are replayed, and short ones, beside the queries of the same rows. */
public final class Recovery implements Part {
  private static final String EVENTS = "events, one entity of 100,000";
  private static final String ENTITIES = "entities of 10 events";

  private final Passes passes = new Passes();

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public void measure(Ground ground) throws Exception {
    List<Step> steps = new ArrayList<>();
    for (Subject subject : ground.subjects()) {
      String name = subject.name();
      Journals journals = Journals.write(subject, ground.cpu("this JVM"));
      steps.add(() -> passes.add(query(name, EVENTS), journals.queryLong(ground.pass(2))));
      steps.add(() -> passes.add(node(name, EVENTS), journals.replayLong()));
      steps.add(() -> passes.add(query(name, ENTITIES), journals.queryShort(ground.pass(2))));
      steps.add(() -> passes.add(node(name, ENTITIES), journals.replayShort()));
    }
    Interleaved.run(Ground.PASSES, steps);
    List<Ratio> ratios = new ArrayList<>();
    for (Subject subject : ground.subjects()) {
      ratios.add(ratio(subject.name(), EVENTS));
      ratios.add(ratio(subject.name(), ENTITIES));
    }
    ground.findings().measured("Recovery", passes.measured(), ratios);
  }

  private static String query(String subject, String what) {
    return "%s, SELECT: %s".formatted(subject, what);
  }

  private static String node(String subject, String what) {
    return "%s, recovered: %s".formatted(subject, what);
  }

  private Ratio ratio(String subject, String what) {
    return Ratio.of(
        passes.measured(node(subject, what)),
        passes.measured(query(subject, what)),
        Pass::perSecond,
        "");
  }
}
