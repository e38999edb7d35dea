package dev.troupe.metrics.internal;

import io.micrometer.core.instrument.distribution.TimeWindowMax;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long something took, for what every command pays for: Prometheus's own histogram, in the
 * registry that Micrometer's meters are in. Those of Micrometer count in an array that all threads
 * share, and read the clock of the day twice for each; on two cores that was a tenth of a query.
 * Thread-safe.
 *
 * <p>Looks like a timer of Micrometer's when it is scraped, with the same buckets and the largest
 * of the last minutes beside it, but can't be found among its meters.
 */
final class Durations {
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  /** As Micrometer's timers for Prometheus have them: three of a minute. */
  private static final long WINDOW_MILLIS = 60_000;

  private static final int WINDOWS = 3;

  private final PrometheusMeterRegistry registry;
  private final Histogram histogram;
  private final Map<List<String>, Of> all = new ConcurrentHashMap<>();

  /**
   * Measures here.
   *
   * @param name as it is scraped, without the unit
   * @param labels their names
   */
  Durations(PrometheusMeterRegistry registry, String name, String help, String... labels) {
    this.registry = registry;
    String inSeconds = name + "_seconds";
    PrometheusRegistry scraped = registry.getPrometheusRegistry();
    histogram =
        Histogram.builder()
            .name(inSeconds)
            .help(help)
            .labelNames(labels)
            .classicOnly()
            .withoutExemplars()
            .classicUpperBounds(Buckets.seconds())
            .register(scraped);
    GaugeWithCallback.builder()
        .name(inSeconds + "_max")
        .help(help)
        .labelNames(labels)
        .callback(to ->
            all.forEach((values, of) -> to.call(of.largest.poll(), values.toArray(String[]::new))))
        .register(scraped);
  }

  /** Those with these values of the labels, shown from now on. */
  Of of(String... values) {
    return all.computeIfAbsent(
        List.of(values),
        same ->
            new Of(
                histogram.labelValues(values),
                new TimeWindowMax(registry.config().clock(), WINDOW_MILLIS, WINDOWS)));
  }

  /** Those of which all labels are alike. */
  static final class Of {
    private final DistributionDataPoint counted;
    private final TimeWindowMax largest;

    private Of(DistributionDataPoint counted, TimeWindowMax largest) {
      this.counted = counted;
      this.largest = largest;
    }

    /** One took so long. */
    void record(long nanos) {
      double seconds = nanos / NANOS;
      counted.observe(seconds);
      largest.record(seconds);
    }

    /** How many there were. */
    long count() {
      return counted.getCount();
    }
  }
}
