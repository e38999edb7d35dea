package dev.troupe.bench.load;

import dev.troupe.bench.report.Measured.Pass;
import java.time.Duration;
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
public final class Window {
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final double NANOS = 1e9;

  private final Recorder latencies = new Recorder(LONGEST_NANOS, 3);
  private final LongAdder rows = new LongAdder();
  private final Map<String, Long> errors = new ConcurrentHashMap<>();
  private final CpuTime cpu;
  private volatile boolean counting;
  private volatile boolean ended;

  /** A window that looks at the CPU time of these processes. */
  public Window(CpuTime cpu) {
    this.cpu = cpu;
  }

  /** How long a window takes. */
  public record Length(Duration warmUp, Duration counted) {}

  /** Whether it is over. */
  public boolean ended() {
    return ended;
  }

  /** An operation that began at this {@link System#nanoTime} has written this many rows. */
  public void done(long startNanos, int written) {
    if (counting) {
      latencies.recordValue(Math.clamp(System.nanoTime() - startNanos, 0, LONGEST_NANOS));
      rows.add(written);
    }
  }

  /** An operation failed; counted during the warm-up too. */
  public void failed(String why) {
    errors.merge(why, 1L, Long::sum);
  }

  /** Blocks for the warm-up and the window. */
  public Pass run(Length length) throws InterruptedException {
    Counting counting = startAfter(length.warmUp());
    Thread.sleep(length.counted());
    return counting.end();
  }

  /** Blocks for this long, and from then on what is done counts. */
  public Counting startAfter(Duration warmUp) throws InterruptedException {
    Thread.sleep(warmUp);
    return start();
  }

  /** From now on what is done counts. */
  public Counting start() {
    Counting begun = new Counting(cpu.now(), System.nanoTime());
    counting = true;
    return begun;
  }

  /** A window that has begun. */
  public final class Counting {
    private final Map<String, Double> cpuBefore;
    private final long startNanos;

    private Counting(Map<String, Double> cpuBefore, long startNanos) {
      this.cpuBefore = cpuBefore;
      this.startNanos = startNanos;
    }

    /** Ends it. */
    public Pass end() {
      counting = false;
      double seconds = (System.nanoTime() - startNanos) / NANOS;
      Map<String, Double> cpuMicros = cpu.microsSince(cpuBefore, rows.sum());
      ended = true;
      var histogram = latencies.getIntervalHistogram();
      return new Pass(
          rows.sum() / seconds,
          micros(histogram, 50),
          micros(histogram, 99),
          cpuMicros,
          new TreeMap<>(errors));
    }

    private static double micros(Histogram histogram, double percentile) {
      return histogram.getTotalCount() == 0
          ? Double.NaN
          : histogram.getValueAtPercentile(percentile) / 1e3;
    }
  }
}
