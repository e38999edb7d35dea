package dev.troupe.bench.cost;

import dev.troupe.bench.jvm.Samples;
import dev.troupe.bench.jvm.ThreadTimes;
import dev.troupe.bench.report.CostTable;
import dev.troupe.bench.report.CostTable.Row;
import dev.troupe.bench.report.Measured.Pass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** CPU time per command by kind of command and layer. For one thread. */
final class Costs {
  private final Path folder;
  private final Map<String, Cost> byCommand = new LinkedHashMap<>();

  Costs(Path folder) {
    this.folder = folder;
  }

  /** What one kind of command costs in one JVM, in microseconds. */
  private record Cost(double total, double jvmItself, Map<Layer, Double> layers) {
    double of(Layer layer) {
      return layers.getOrDefault(layer, 0.0);
    }
  }

  /** Runs a window. */
  interface Load {
    /** What it saw. */
    Pass run() throws Exception;
  }

  /**
   * Measures a kind of command in the JVM with this process id, which has this name in the pass.
   */
  Pass measure(String command, long pid, String process, Load load) throws Exception {
    List<Pass> passes = new ArrayList<>();
    List<Double> ofJvm = new ArrayList<>();
    Map<Layer, Double> samples = new EnumMap<>(Layer.class);
    var stacks =
        Samples.of(
            pid,
            folder,
            () -> {
              double before = ThreadTimes.ofJvmItself(pid);
              long start = System.nanoTime();
              passes.add(load.run());
              double seconds = (System.nanoTime() - start) / 1e9;
              ofJvm.add((ThreadTimes.ofJvmItself(pid) - before) / seconds);
            });
    stacks.forEach(stack -> samples.merge(Layer.of(stack), 1.0, Double::sum));
    Pass pass = passes.getFirst();
    double total = pass.cpuMicros(process);
    double jvmItself = Math.min(total, ofJvm.getFirst() * 1e6 / Math.max(1, pass.perSecond()));
    samples.replaceAll((layer, count) -> count / stacks.size() * (total - jvmItself));
    byCommand.put(command, new Cost(total, jvmItself, samples));
    return pass;
  }

  /** By layer: a row for each, a column for each kind of command. */
  CostTable byLayer() {
    List<Row> rows = new ArrayList<>();
    for (Layer layer : Layer.values()) {
      rows.add(row(layer.title(), cost -> cost.of(layer)));
    }
    rows.add(row("compiler, garbage collector", Cost::jvmItself));
    rows.add(row("all of the JVM", Cost::total));
    return new CostTable("CPU µs per command, by layer", List.copyOf(byCommand.keySet()), rows);
  }

  private Row row(String name, ToDoubleFunction<Cost> value) {
    return new Row(name, byCommand.values().stream().map(value::applyAsDouble).toList());
  }

  /** By difference: each kind of command against the one before it, which does less. */
  CostTable byDifference() {
    List<Row> rows = new ArrayList<>();
    double before = 0;
    for (Map.Entry<String, Cost> each : byCommand.entrySet()) {
      double total = each.getValue().total();
      rows.add(new Row(each.getKey(), List.of(total, total - before)));
      before = total;
    }
    return new CostTable(
        "CPU µs per command, each doing more than the one above it",
        List.of("all of the JVM", "more than the one above"),
        rows);
  }
}
