package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The server process of one data directory, driven by {@code pg_ctl}. */
record Server(Binaries binaries, DataDirectory directory) {

  // Crash recovery replays up to a gigabyte of log before the server answers.
  private static final int LOWEST_PORT = 20_000;
  private static final int LOWEST_OUTGOING_PORT = 32_768;
  private static final int MOST_TRIES = 100;
  private static final String START_SECONDS = "300";
  private static final String STOP_SECONDS = "60";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LOG_LIMIT_BYTES = 16L << 20;
  private static final int TAIL_LINES = 8;

  private PostmasterPid pidFile() {
    return new PostmasterPid(directory.data());
  }

  Optional<ProcessHandle> process() throws IOException {
    return pidFile().server();
  }

  /** Starts on a port, or any free one for 0, and answers the port. */
  int start(int wanted) throws IOException {
    rotateLog();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean killed = pidFile().exists();
    while (true) {
      try {
        int port = free(wanted);
        String refusal = startOn(port);
        if (refusal.isEmpty()) {
          return port;
        }
        throw notStarted(port, refusal);
      } catch (EmbeddedPostgresException e) {
        if (!passes(e, wanted, killed) || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** Answers why the server did not start, or nothing. */
  private String startOn(int port) throws IOException {
    directory.configure(port);
    pidFile().disarm();
    long logged = logSize();
    Programs.Result result = pgCtl("start", "-l", directory.log().toString(), "-t", START_SECONDS);
    return result.exit() == 0 ? "" : result.output() + "\n" + logSince(logged);
  }

  // The processes of a server that was killed need a moment to notice it: its sessions hold the
  // shared memory, and one that was just forked holds its port as well. A port that was free may
  // also be taken between our look and the server's.
  private static boolean passes(EmbeddedPostgresException refusal, int wanted, boolean killed) {
    String reason = String.valueOf(refusal.getMessage());
    return reason.contains("pre-existing shared memory block")
        || (reason.contains("Address already in use") && (wanted == 0 || killed));
  }

  private EmbeddedPostgresException notStarted(int port, String reason) {
    return new EmbeddedPostgresException(
        "embedded PostgreSQL: the server in '%s' did not start on port '%d'; see what its log '%s' says: %s"
            .formatted(directory.root(), port, directory.log(), reason.strip()));
  }

  /** Stops the server in pg_ctl's mode {@code fast} or {@code immediate}; none running is fine. */
  void stop(String mode) throws IOException {
    if (process().isEmpty()) {
      return;
    }
    Programs.Result result = pgCtl("stop", "-m", mode, "-t", STOP_SECONDS);
    if (process().isPresent()) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: the server in '%s', pid '%d', did not stop in '%s' s and pg_ctl said '%s'; end that process, its data are safe"
              .formatted(directory.root(), pid(), STOP_SECONDS, result.output()));
    }
  }

  /** Stops the server that a killed application left behind, so that settings and port are ours. */
  void stopLeftOver() throws IOException {
    try {
      stop("fast");
    } catch (EmbeddedPostgresException e) {
      stop("immediate");
    }
  }

  void kill() throws IOException {
    Optional<ProcessHandle> process = process();
    process.ifPresent(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (process().isPresent()) {
      if (System.nanoTime() - deadline > 0) {
        throw new EmbeddedPostgresException(
            "embedded PostgreSQL: pid '%d' lives on after SIGKILL; the disk may hang"
                .formatted(pid()));
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /** The process id, or -1 where none runs. */
  long pid() throws IOException {
    return process().map(ProcessHandle::pid).orElse(-1L);
  }

  private Programs.Result pgCtl(String verb, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.program("pg_ctl"),
                verb,
                "--silent",
                "--wait",
                "-D",
                directory.data().toString()));
    command.addAll(List.of(options));
    return Programs.runUnprivileged(directory.root(), command);
  }

  /**
   * Any port is one below those that the system gives to outgoing connections: a server that starts
   * again wants the same one, and must not find it taken by somebody's connection meanwhile.
   */
  private static int free(int wanted) {
    for (int tries = 0; wanted == 0 && tries < MOST_TRIES; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_OUTGOING_PORT);
      try {
        return bound(port);
      } catch (IOException e) {
        // In use; there are thousands more.
      }
    }
    try {
      return bound(wanted);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: port '%d' on 127.0.0.1 cannot be used (%s), expected a free one; stop what listens there, choose another port, or 0 for any"
              .formatted(wanted, e.getMessage()),
          e);
    }
  }

  private static int bound(int port) throws IOException {
    try (ServerSocket socket =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }

  private void rotateLog() throws IOException {
    if (logSize() > LOG_LIMIT_BYTES) {
      Path old = directory.root().resolve("postgres.log.1");
      Files.move(directory.log(), old, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private long logSize() throws IOException {
    return Files.exists(directory.log()) ? Files.size(directory.log()) : 0;
  }

  private String logSince(long offset) throws IOException {
    if (logSize() <= offset) {
      return "";
    }
    try (RandomAccessFile log = new RandomAccessFile(directory.log().toFile(), "r")) {
      log.seek(offset);
      byte[] bytes = new byte[(int) Math.min(log.length() - offset, 64 << 10)];
      log.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
  }
}
