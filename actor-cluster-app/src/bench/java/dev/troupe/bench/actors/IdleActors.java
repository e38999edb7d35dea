package dev.troupe.bench.actors;

import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.Interleaved;
import dev.troupe.bench.load.SettledHeap;
import dev.troupe.bench.report.Figure;
import dev.troupe.bench.report.Findings;
import dev.troupe.bench.report.Ratio;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** The heap that idle actors take: hosted by us, and sharded by Pekko alone. */
final class IdleActors {
  private static final int ACTORS = 20_000;
  private static final int ROUNDS = 3;
  private static final int IN_FLIGHT = 64;

  private final ActorsNode node;
  private final List<Double> hosted = new ArrayList<>();
  private final List<Double> raw = new ArrayList<>();

  private IdleActors(ActorsNode node) {
    this.node = node;
  }

  /** Starts some of each several times, every other time in reverse order. */
  static void measure(ActorsNode node, Findings findings) throws Exception {
    System.out.println("idle actors ...");
    IdleActors idle = new IdleActors(node);
    Interleaved.run(ROUNDS, List.of(idle::startHosted, idle::startRaw));
    findings.figures(
        "Idle actors, %,d at a time".formatted(ACTORS),
        List.of(
            new Figure("heap per hosted actor", idle.hosted, "B"),
            new Figure("heap per actor sharded by Pekko alone", idle.raw, "B")),
        List.of(
            Ratio.of("heap: hosted / sharded by Pekko alone", idle.hosted, idle.raw)
                .aiming("≤ 1.2")));
  }

  private void startHosted() throws InterruptedException {
    String prefix = "idle-" + hosted.size() + "-";
    hosted.add(each(Counters.hosted("hosted", ACTORS, node, Counter.NEAR, prefix)));
  }

  private void startRaw() throws InterruptedException {
    String prefix = "idle-" + raw.size() + "-";
    raw.add(each(Counters.raw("raw", ACTORS, node, Counter.RAW_NEAR, prefix)));
  }

  /** Those that refer to them hold their ids as well, which are there before. */
  private double each(Counters idle) throws InterruptedException {
    long before = SettledHeap.bytes(node.system());
    try {
      ClosedLoop.all(ACTORS, IN_FLIGHT, idle::ask);
      return (SettledHeap.bytes(node.system()) - before) / (double) ACTORS;
    } finally {
      Reference.reachabilityFence(idle);
    }
  }
}
