package dev.troupe.metrics.internal;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How durations are told apart, from what memory takes to what a caller waits for. */
final class Buckets {
  private static final Duration[] BOUNDS =
      List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private Buckets() {}

  /** The same bounds, in seconds. */
  static double[] seconds() {
    return Stream.of(BOUNDS).mapToDouble(bound -> bound.toMillis() / 1e3).toArray();
  }

  /** A timer with these bounds. */
  static Timer.Builder timer(String name, String description) {
    return Timer.builder(name).description(description).serviceLevelObjectives(BOUNDS);
  }
}
