package dev.troupe.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the benchmark in a JVM of its own, with the options that a node gets.
 *
 * <p>Not all of them are known to every JDK, and Maven can't tell which it has found.
 */
public final class Bench {
  private static final int UNSAFE_WARNS = 23;

  private Bench() {}

  /** Runs the benchmark with these arguments and ends with its exit code. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(Runtime.version().feature()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Benchmark.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putIfAbsent("TROUPE_LOG_LEVEL", "WARN");
    // The child sees the end of this pipe when this JVM goes, however it goes.
    Process child = builder.redirectInput(ProcessBuilder.Redirect.PIPE).start();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(child)));
    System.exit(child.waitFor());
  }

  /** A fixed heap, so that no figure depends on when it grew; the rest is what a node has. */
  private static List<String> options(int javaVersion) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xms2g",
                "-Xmx2g",
                "-Xss512k",
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED"));
    if (javaVersion >= UNSAFE_WARNS) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }

  private static void end(Process child) {
    child.destroy();
    try {
      child.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
