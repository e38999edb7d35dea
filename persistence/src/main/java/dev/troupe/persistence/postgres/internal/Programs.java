package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs of PostgreSQL, run to their end, also by root, whom PostgreSQL refuses. */
final class Programs {

  /** What a program printed (both streams) and its exit code. */
  record Result(int exit, String output) {}

  private Programs() {}

  /** Runs a program in a directory and waits until it ends. */
  static Result run(Path directory, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    // PGDATA, PGPORT and the like of the user's own server would otherwise rule ours.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Result(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while '" + command.getFirst() + "' ran", e);
    }
  }

  /** Runs initdb or pg_ctl, as an ordinary user in the eyes of PostgreSQL. */
  static Result runUnprivileged(Path directory, List<String> command) throws IOException {
    if (!isRoot()) {
      return run(directory, command);
    }
    requireUserNamespaces(directory);
    List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
    wrapped.addAll(command);
    return run(directory, wrapped);
  }

  private static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self)
        ? Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"))
        : "root".equals(System.getProperty("user.name"));
  }

  private static void requireUserNamespaces(Path directory) {
    String reason;
    try {
      Result result = run(directory, List.of("unshare", "-U", "true"));
      if (result.exit() == 0) {
        return;
      }
      reason = result.output();
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    }
    throw new EmbeddedPostgresException(
        "embedded PostgreSQL: the server refuses to run as root, and 'unshare -U' failed with '%s'; run as an ordinary user, allow user namespaces, or set TROUPE_DATABASE_URL to use a server of your own"
            .formatted(reason));
  }
}
