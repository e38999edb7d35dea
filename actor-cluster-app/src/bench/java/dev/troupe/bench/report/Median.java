package dev.troupe.bench.report;

import java.util.List;

/** The value in the middle. */
final class Median {
  private Median() {}

  /** The middle one, or the mean of the two in the middle; 0 of nothing. */
  static double of(List<Double> values) {
    if (values.isEmpty()) {
      return 0;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
