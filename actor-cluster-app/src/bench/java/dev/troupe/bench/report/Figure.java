package dev.troupe.bench.report;

import java.util.List;

/**
 * One value, measured once or several times; the median is what counts.
 *
 * @param name of what
 * @param passes the value each time
 * @param unit what it is counted in
 */
public record Figure(String name, List<Double> passes, String unit) {

  /** A value that was measured once. */
  public static Figure of(String name, double value, String unit) {
    return new Figure(name, List.of(value), unit);
  }

  /** The median of the passes. */
  public double median() {
    return Median.of(passes);
  }
}
