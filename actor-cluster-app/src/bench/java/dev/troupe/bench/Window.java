package dev.troupe.bench;

import dev.troupe.bench.Report.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A warm-up, then a while in which what is done counts. Any thread may report to it.
 *
 * <p>Those who work ask {@link #ended} before each operation, and go on until it says so.
 */
final class Window {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final double NANOS = 1e9;

  private final Recorder latencies = new Recorder(LONGEST_NANOS, 3);
  private final LongAdder rows = new LongAdder();
  private final Map<String, Long> errors = new ConcurrentHashMap<>();
  private final CpuTime cpu;
  private volatile boolean counting;
  private volatile boolean ended;

  Window(CpuTime cpu) {
    this.cpu = cpu;
  }

  /** What one window saw. */
  record Pass(
      Histogram latencies, long rows, double seconds, CpuTime.Used cpu, Map<String, Long> errors) {

    double perSecond() {
      return rows / seconds;
    }
  }

  boolean ended() {
    return ended;
  }

  /** An operation that began at this {@link System#nanoTime} has written this many rows. */
  void done(long startNanos, int written) {
    if (counting) {
      latencies.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - startNanos));
      rows.add(written);
    }
  }

  /** An operation failed; counted during the warm-up too. */
  void failed(String why) {
    errors.merge(why, 1L, Long::sum);
  }

  /** Blocks for the warm-up and the window. */
  Pass run(Duration warmUp, Duration length) throws InterruptedException {
    Thread.sleep(warmUp);
    CpuTime.Used cpuBefore = cpu.now();
    long start = System.nanoTime();
    counting = true;
    Thread.sleep(length);
    counting = false;
    double seconds = (System.nanoTime() - start) / NANOS;
    CpuTime.Used used = cpu.now().minus(cpuBefore);
    ended = true;
    return new Pass(latencies.getIntervalHistogram(), rows.sum(), seconds, used, errors);
  }

  /** The passes of one way of writing, put together. */
  static Measured together(String name, List<Pass> passes) {
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    long rows = 0;
    double seconds = 0;
    CpuTime.Used cpu = new CpuTime.Used(0, 0);
    List<Double> rates = new ArrayList<>();
    Map<String, Long> errors = new TreeMap<>();
    for (Pass pass : passes) {
      all.add(pass.latencies());
      rows += pass.rows();
      seconds += pass.seconds();
      cpu = cpu.plus(pass.cpu());
      rates.add(pass.perSecond());
      pass.errors().forEach((why, count) -> errors.merge(why, count, Long::sum));
    }
    double each = Math.max(1, rows);
    return new Measured(
        name,
        rows / seconds,
        rates,
        all.getValueAtPercentile(50) / 1e3,
        all.getValueAtPercentile(99) / 1e3,
        cpu.jvmSeconds() * 1e6 / each,
        cpu.serverSeconds() * 1e6 / each,
        errors);
  }
}
