package dev.troupe.bench.actors;

import dev.troupe.bench.load.Passes;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import dev.troupe.bench.report.Report.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is told and asked on the node that sends. */
final class LocalCalls {
  private static final int COUNT = 1_000;

  /** Batches, of which each is many messages. */
  private static final int BATCHES = 40;

  private final Counters hosted;
  private final Counters raw;
  private final Counters spawned;
  private final Pair told;
  private final Load toldSpawned;
  private final List<Pair> asked;
  private final Pair besideStock;

  private LocalCalls(
      Counters hosted, Counters raw, Counters spawned, Scores ours, Scores pekko, Scores stock) {
    this.hosted = hosted;
    this.raw = raw;
    this.spawned = spawned;
    this.told = new Pair(told(hosted), told(raw), "≥ 0.9");
    this.toldSpawned = told(spawned);
    Pair stored =
        Pair.ofAsks(
            "command to an entity of ours",
            ours::win,
            "command to an event-sourced behavior, Pekko alone on our journal",
            pekko::win,
            1_000);
    this.asked =
        List.of(
            ofActors(64),
            ofActors(1_000),
            ofQueries(ours, pekko, 64),
            ofQueries(ours, pekko, 1_000),
            stored);
    this.besideStock =
        new Pair(
            stored.ours(),
            Load.ofAsks(
                "command to an event-sourced behavior, Pekko alone on its own journal",
                1_000,
                stock::win),
            "≥ 0.9");
  }

  private static Load told(Counters counters) {
    return new Load("told: " + counters.name(), BATCHES, Counters.BATCH, counters::tellBatch);
  }

  private Pair ofActors(int inFlight) {
    return Pair.ofAsks(
        "asked: " + hosted.name(), hosted::ask, "asked: " + raw.name(), raw::ask, inFlight);
  }

  private static Pair ofQueries(Scores ours, Scores pekko, int inFlight) {
    return Pair.ofAsks(
        "query of an entity of ours",
        ours::ask,
        "query of an event-sourced behavior, Pekko alone",
        pekko::ask,
        inFlight);
  }

  /**
   * Starts all, and requires that they answer alike.
   *
   * @param node where all of them are
   * @param stock another, whose journal is Pekko's own
   */
  static LocalCalls prepare(ActorsNode node, ActorsNode stock) throws InterruptedException {
    return new LocalCalls(
        Counters.hosted("a hosted actor", COUNT, node, Counter.NEAR, "c-").prepare(),
        Counters.raw("an actor sharded by Pekko alone", COUNT, node, Counter.RAW_NEAR, "c-")
            .prepare(),
        Counters.spawned("a spawned actor", COUNT, node).prepare(),
        Scores.hosted("an entity of ours", node, Score.NEAR).prepare(),
        Scores.raw("an event-sourced behavior, Pekko alone", node, RawScore.NEAR).prepare(),
        Scores.raw("an event-sourced behavior on Pekko's own journal", stock, RawScore.NEAR)
            .prepare());
  }

  List<Load> loads() {
    return Stream.of(
            Stream.of(told.ours(), told.raw(), toldSpawned),
            asked.stream().flatMap(Pair::loads),
            Stream.of(besideStock.raw()))
        .flatMap(each -> each)
        .toList();
  }

  List<Ratio> ratios(Passes passes) {
    List<Ratio> ratios = new ArrayList<>();
    List<String> here = List.of(HostedActors.THIS_JVM);
    ratios.add(told.ratio(passes));
    ratios.add(told.cpu(passes, here));
    ratios.add(
        Ratio.of(
            passes.measured(told.ours().name()),
            passes.measured(toldSpawned.name()),
            Pass::perSecond,
            ""));
    for (Pair pair : asked) {
      ratios.add(pair.ratio(passes));
      ratios.add(pair.cpu(passes, here));
    }
    ratios.add(besideStock.ratio(passes));
    return ratios;
  }

  /** Whether all that was told was counted. */
  List<Rows> rows() {
    return List.of(hosted.rows(), raw.rows(), spawned.rows());
  }
}
