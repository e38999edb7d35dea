package dev.troupe.local;

import java.util.ArrayList;
import java.util.List;

/** The options that a JVM of this version needs to start a node small and without a warning. */
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
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED"));
    if (javaVersion >= UNSAFE_WARNS) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }
}
