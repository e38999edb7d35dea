package dev.troupe.bench.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Operations of one kind, each pass by itself; what is shown of them is the median of the passes.
 *
 * @param name what was done
 * @param passes in the order in which they were made
 */
public record Measured(String name, List<Pass> passes) {

  /**
   * What one window saw.
   *
   * @param perSecond operations, or rows where one operation writes several
   * @param p50Micros half of the operations took at most this long; NaN if there were none
   * @param p99Micros all but one in a hundred took at most this long; NaN if there were none
   * @param cpuMicros CPU time per operation or row, by process
   * @param errors operations that failed, by what they said
   */
  public record Pass(
      double perSecond,
      double p50Micros,
      double p99Micros,
      Map<String, Double> cpuMicros,
      Map<String, Long> errors) {

    /** CPU time per operation of this process, or 0 if it took no part. */
    public double cpuMicros(String process) {
      return cpuMicros.getOrDefault(process, 0.0);
    }
  }

  /** The median of this figure over the passes. */
  public double median(ToDoubleFunction<Pass> figure) {
    return Median.of(passes.stream().map(figure::applyAsDouble).toList());
  }

  /** The errors of all passes. */
  public Map<String, Long> errors() {
    Map<String, Long> all = new TreeMap<>();
    passes.forEach(pass -> pass.errors().forEach((why, count) -> all.merge(why, count, Long::sum)));
    return all;
  }
}
