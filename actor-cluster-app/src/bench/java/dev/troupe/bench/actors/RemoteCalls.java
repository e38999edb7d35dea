package dev.troupe.bench.actors;

import dev.troupe.bench.load.Passes;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is asked of the other node. */
final class RemoteCalls {
  private static final int COUNT = 1_000;

  private final List<Pair> asked;

  private RemoteCalls(Counters hosted, Counters raw, Scores ours, Scores pekko) {
    this.asked =
        IntStream.of(1, 64, 1_000)
            .boxed()
            .flatMap(inFlight ->
                Stream.of(
                    Pair.ofAsks(
                        "query of an entity of ours, there",
                        ours::ask,
                        "query of an event-sourced behavior, Pekko alone, there",
                        pekko::ask,
                        inFlight),
                    Pair.ofAsks(
                        "asked: " + hosted.name(),
                        hosted::ask,
                        "asked: " + raw.name(),
                        raw::ask,
                        inFlight)))
            .toList();
  }

  /** Starts all, and requires that they answer alike. */
  static RemoteCalls prepare(ActorsNode node) throws InterruptedException {
    return new RemoteCalls(
        Counters.hosted("a hosted actor there", COUNT, node, Counter.FAR, "c-").prepare(),
        Counters.raw("an actor sharded by Pekko alone, there", COUNT, node, Counter.RAW_FAR, "c-")
            .prepare(),
        Scores.hosted("an entity of ours there", node, Score.FAR).prepare(),
        Scores.raw("an event-sourced behavior there, Pekko alone", node, RawScore.FAR).prepare());
  }

  List<Load> loads() {
    return asked.stream().flatMap(Pair::loads).toList();
  }

  /** Of the rates, the CPU time and the 99th percentiles. */
  List<Ratio> ratios(Passes passes) {
    List<Ratio> ratios = new ArrayList<>();
    for (Pair pair : asked) {
      ratios.add(pair.ratio(passes));
      ratios.add(pair.cpu(passes, List.of(HostedActors.THIS_JVM, HostedActors.OTHER_JVM)));
      Ratio p99 =
          Ratio.of(
              passes.measured(pair.ours().name()),
              passes.measured(pair.raw().name()),
              Pass::p99Micros,
              "");
      ratios.add(p99.named("p99: " + p99.name()));
    }
    return ratios;
  }
}
