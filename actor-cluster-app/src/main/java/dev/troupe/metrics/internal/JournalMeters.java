package dev.troupe.metrics.internal;

import dev.troupe.persistence.JournalObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How long the journal's transactions take and how many rows each has. Thread-safe. */
public final class JournalMeters implements JournalObserver {
  private final Timer batches;
  private final DistributionSummary rows;
  private final Counter failures;

  /** Measures here. */
  public JournalMeters(MeterRegistry registry) {
    batches =
        Buckets.timer("troupe.journal.batch", "from when a batch was taken to its commit")
            .register(registry);
    rows =
        DistributionSummary.builder("troupe.journal.batch.rows")
            .description("rows of a batch")
            .serviceLevelObjectives(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000)
            .register(registry);
    failures =
        Counter.builder("troupe.journal.batch.failures")
            .description("batches that the database did not answer")
            .register(registry);
  }

  @Override
  public void written(int count, long nanos, boolean isDone) {
    batches.record(nanos, TimeUnit.NANOSECONDS);
    rows.record(count);
    if (!isDone) {
      failures.increment();
    }
  }
}
