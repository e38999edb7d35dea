package dev.troupe.bench.load;

import com.sun.management.OperatingSystemMXBean;
import dev.troupe.bench.jvm.ProcStat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/** The CPU time of processes on this machine, by name. Immutable and thread-safe. */
public final class CpuTime {
  private final Map<String, DoubleSupplier> seconds;

  private CpuTime(Map<String, DoubleSupplier> seconds) {
    this.seconds = seconds;
  }

  /** That of this JVM, under this name. */
  public static CpuTime ofThisJvm(String name) {
    var jvm = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new CpuTime(Map.of()).with(name, () -> jvm.getProcessCpuTime() / 1e9);
  }

  /** And that of this process with all its children; only Linux knows of those that have ended. */
  public CpuTime and(String name, long pid) {
    return with(
        name,
        () ->
            endedChildrenSeconds(pid)
                + ProcessHandle.of(pid).stream()
                    .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                    .mapToDouble(CpuTime::seconds)
                    .sum());
  }

  private static double endedChildrenSeconds(long pid) {
    try {
      return ProcStat.ofProcess(pid).map(ProcStat::endedChildrenSeconds).orElse(0.0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CpuTime with(String name, DoubleSupplier source) {
    Map<String, DoubleSupplier> all = new LinkedHashMap<>(seconds);
    all.put(name, source);
    return new CpuTime(all);
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** Seconds used until now, by name. */
  Map<String, Double> now() {
    Map<String, Double> used = new LinkedHashMap<>();
    seconds.forEach((name, source) -> used.put(name, source.getAsDouble()));
    return used;
  }

  /** Microseconds used since then for each of this many, by name; NaN for each of none. */
  Map<String, Double> microsSince(Map<String, Double> then, long count) {
    Map<String, Double> used = now();
    used.replaceAll((name, now) ->
        (now - then.getOrDefault(name, 0.0)) * 1e6 / (count == 0 ? Double.NaN : count));
    return used;
  }
}
