package dev.troupe.bench.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The CPU time of the threads by which a JVM compiles and collects garbage, where Linux tells. */
public final class ThreadTimes {
  /** As the system calls them, cut after 15 characters. */
  private static final List<String> OF_THE_JVM =
      List.of("C1 Compiler", "C2 Compiler", "GC Thread", "G1 ", "VM Thread", "VM Periodic");

  private ThreadTimes() {}

  /** Seconds used until now by the threads of this process that run no Java; 0 if not known. */
  public static double ofJvmItself(long pid) {
    Path tasks = Path.of("/proc", String.valueOf(pid), "task");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    try (var all = Files.list(tasks)) {
      return all.mapToDouble(ThreadTimes::secondsIfOfJvm).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double secondsIfOfJvm(Path task) {
    try {
      return ProcStat.of(task)
          .filter(stat -> OF_THE_JVM.stream().anyMatch(stat.name()::startsWith))
          .map(ProcStat::seconds)
          .orElse(0.0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
