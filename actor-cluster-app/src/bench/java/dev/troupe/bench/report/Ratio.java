package dev.troupe.bench.report;

import dev.troupe.bench.report.Measured.Pass;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One figure divided by another that was measured next to it; the median over the passes is what
 * counts.
 *
 * @param name which figures
 * @param passes the ratio of each pass
 * @param aim what it should be, or empty
 */
public record Ratio(String name, List<Double> passes, String aim) {

  /** This one's figure divided by that one's. */
  public static Ratio of(
      Measured above, Measured below, ToDoubleFunction<Pass> figure, String aim) {
    return of(above.name() + " / " + below.name(), series(above, figure), series(below, figure))
        .aiming(aim);
  }

  /** Values of passes divided by each other. */
  public static Ratio of(String name, List<Double> above, List<Double> below) {
    int passes = Math.min(above.size(), below.size());
    return new Ratio(
        name, IntStream.range(0, passes).mapToObj(i -> above.get(i) / below.get(i)).toList(), "");
  }

  private static List<Double> series(Measured measured, ToDoubleFunction<Pass> figure) {
    return measured.passes().stream().map(figure::applyAsDouble).toList();
  }

  /** The same with what it should be, such as {@code ≥ 2}. */
  public Ratio aiming(String what) {
    return new Ratio(name, passes, what);
  }

  /** The same under another name. */
  public Ratio named(String what) {
    return new Ratio(what, passes, aim);
  }

  /** The median of the passes. */
  public double median() {
    return Median.of(passes);
  }
}
