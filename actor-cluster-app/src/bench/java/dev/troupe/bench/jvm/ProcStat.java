package dev.troupe.bench.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What Linux tells of the CPU time of a process or thread.
 *
 * @param name cut after 15 characters
 * @param seconds its own
 * @param endedChildrenSeconds that of its children that have ended
 */
public record ProcStat(String name, double seconds, double endedChildrenSeconds) {
  private static final int TIMES = 11;
  private static final double TICKS_PER_SECOND = 100;

  /** That of this process; empty if there is none, or if this is no Linux. */
  public static Optional<ProcStat> ofProcess(long pid) throws IOException {
    return of(Path.of("/proc", String.valueOf(pid)));
  }

  /** That of the process or thread with this folder. */
  static Optional<ProcStat> of(Path folder) throws IOException {
    try {
      String stat = Files.readString(folder.resolve("stat"));
      int end = stat.lastIndexOf(')');
      List<Double> ticks =
          List.of(stat.substring(end + 2).split(" ", -1)).subList(TIMES, TIMES + 4).stream()
              .map(Double::parseDouble)
              .toList();
      return Optional.of(
          new ProcStat(
              stat.substring(stat.indexOf('(') + 1, end),
              (ticks.get(0) + ticks.get(1)) / TICKS_PER_SECOND,
              (ticks.get(2) + ticks.get(3)) / TICKS_PER_SECOND));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
