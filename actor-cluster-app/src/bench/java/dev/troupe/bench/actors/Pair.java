package dev.troupe.bench.actors;

import dev.troupe.bench.load.Passes;
import dev.troupe.bench.report.Measured.Pass;
import dev.troupe.bench.report.Ratio;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Ours and the same on Pekko alone.
 *
 * @param aim what the ratio of their rates should be
 */
record Pair(Load ours, Load raw, String aim) {

  /** Asks of both, this many in flight. */
  static Pair ofAsks(
      String ours,
      Supplier<CompletionStage<Optional<String>>> ofOurs,
      String raw,
      Supplier<CompletionStage<Optional<String>>> ofRaw,
      int inFlight) {
    return new Pair(
        Load.ofAsks(ours, inFlight, ofOurs), Load.ofAsks(raw, inFlight, ofRaw), "≥ 0.9");
  }

  Stream<Load> loads() {
    return Stream.of(ours, raw);
  }

  /** The ratio of the rates. */
  Ratio ratio(Passes passes) {
    return Ratio.of(
        passes.measured(ours.name()), passes.measured(raw.name()), Pass::perSecond, aim);
  }

  /** The ratio of the CPU time of a message in all these processes together. */
  Ratio cpu(Passes passes, List<String> processes) {
    Ratio cpu =
        Ratio.of(
            passes.measured(ours.name()),
            passes.measured(raw.name()),
            pass -> processes.stream().mapToDouble(pass::cpuMicros).sum(),
            "");
    return cpu.named("CPU: " + cpu.name());
  }
}
