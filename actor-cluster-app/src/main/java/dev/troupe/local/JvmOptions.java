package dev.troupe.local;

import java.util.ArrayList;
import java.util.List;

/**
 * The options that a JVM of this version needs to start a node small, soon and without a warning.
 * Several share the cores of one machine: what they would spend on the second compiler and on
 * threads that collect is more than it brings them.
 */
final class JvmOptions {
  private static final int UNSAFE_WARNS = 23;

  private JvmOptions() {}

  static List<String> of(int javaVersion) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xms64m",
                "-Xmx512m",
                "-Xss512k",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError"));
    if (javaVersion >= UNSAFE_WARNS) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }
}
