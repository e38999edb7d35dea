package dev.troupe.persistence.postgres.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The server's own lock file in its data directory, {@code postmaster.pid}. */
record PostmasterPid(Path data) {

  private Path file() {
    return data.resolve("postmaster.pid");
  }

  /** Whether a server runs, or the last one did not stop in order. */
  boolean exists() {
    return Files.exists(file());
  }

  /** The server of this data directory that runs now, also one that another process started. */
  Optional<ProcessHandle> server() throws IOException {
    return process().filter(this::isOurServer);
  }

  /**
   * Makes a lock file harmless whose process died and whose pid now belongs to a stranger, for
   * which PostgreSQL would refuse to start. The pid is replaced by ours, which PostgreSQL knows to
   * be its starter's and ignores; deleting the file would also lose its check that no orphan of the
   * old server still uses the shared memory.
   */
  void disarm() throws IOException {
    if (process().isPresent() && server().isEmpty()) {
      List<String> lines = Files.readAllLines(file());
      lines.set(0, Long.toString(ProcessHandle.current().pid()));
      Files.write(file(), lines);
    }
  }

  private Optional<ProcessHandle> process() throws IOException {
    if (!exists()) {
      return Optional.empty();
    }
    String pid = Files.readString(file()).lines().findFirst().orElse("").strip();
    if (!pid.matches("[1-9][0-9]{0,9}")) {
      // Cut off while it was written, by a full disk for one: no server got past this point.
      Files.delete(file());
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
  }

  private boolean isOurServer(ProcessHandle process) {
    boolean postgres =
        process.info().command().map(c -> Path.of(c).endsWith("postgres")).orElse(false);
    Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
    try {
      // A server works in its data directory. Where there is no /proc, the program's name decides.
      return postgres
          && (!Files.exists(workingDirectory)
              || workingDirectory.toRealPath().equals(data.toRealPath()));
    } catch (IOException e) {
      return postgres;
    }
  }
}
