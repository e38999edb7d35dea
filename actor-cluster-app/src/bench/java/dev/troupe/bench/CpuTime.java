package dev.troupe.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;

/** The CPU time of this JVM and of a database server with all its processes. Thread-safe. */
final class CpuTime {
  private final OperatingSystemMXBean jvm =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final long serverPid;

  CpuTime(long serverPid) {
    this.serverPid = serverPid;
  }

  /** Seconds of CPU time. */
  record Used(double jvmSeconds, double serverSeconds) {
    Used minus(Used other) {
      return new Used(jvmSeconds - other.jvmSeconds, serverSeconds - other.serverSeconds);
    }

    Used plus(Used other) {
      return new Used(jvmSeconds + other.jvmSeconds, serverSeconds + other.serverSeconds);
    }
  }

  /** Used until now by the processes that are there; one that has ended is forgotten. */
  Used now() {
    double server =
        ProcessHandle.of(serverPid).stream()
            .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
            .mapToDouble(CpuTime::seconds)
            .sum();
    return new Used(jvm.getProcessCpuTime() / 1e9, server);
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }
}
