package dev.troupe.bench.actors;

import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.load.WarmUp;
import dev.troupe.bench.load.Window.Length;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Something that is measured.
 *
 * @param name as it is shown
 * @param inFlight how often it is under way
 * @param rows how many messages each time is
 * @param command does it once
 */
record Load(
    String name, int inFlight, int rows, Supplier<CompletionStage<Optional<String>>> command) {

  /** Asks, as often in flight as this. */
  static Load ofAsks(
      String whom, int inFlight, Supplier<CompletionStage<Optional<String>>> command) {
    return new Load("%s, %,d in flight".formatted(whom, inFlight), inFlight, 1, command);
  }

  void warmUp(CpuTime cpu) throws Exception {
    WarmUp.with(length -> ClosedLoop.run(inFlight, rows, cpu, length, command));
  }

  void measure(CpuTime cpu, Length length, Passes passes) throws InterruptedException {
    passes.add(name, ClosedLoop.run(inFlight, rows, cpu, length, command));
  }
}
