package dev.troupe.bench.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The CPU time of the threads by which a JVM compiles and collects garbage, where Linux tells. */
public final class ThreadTimes {
  /** As the system calls them, cut after 15 characters. */
  private static final List<String> OF_THE_JVM =
      List.of("C1 Compiler", "C2 Compiler", "GC Thread", "G1 ", "VM Thread", "VM Periodic");

  private static final int USER_TICKS = 11;
  private static final double TICKS_PER_SECOND = 100;

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
      String stat = Files.readString(task.resolve("stat"));
      int end = stat.lastIndexOf(')');
      String name = stat.substring(stat.indexOf('(') + 1, end);
      if (OF_THE_JVM.stream().noneMatch(name::startsWith)) {
        return 0;
      }
      List<String> fields = List.of(stat.substring(end + 2).split(" ", -1));
      long ticks =
          Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(USER_TICKS + 1));
      return ticks / TICKS_PER_SECOND;
    } catch (NoSuchFileException e) {
      return 0; // The thread has ended meanwhile.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
