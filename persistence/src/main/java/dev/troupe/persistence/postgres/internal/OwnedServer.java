package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A server together with the claim on its directory; not safe for use by several threads. */
public final class OwnedServer {

  private final OwnerLock lock;
  private final DataDirectory directory;
  private final Binaries binaries;
  private final Server server;
  private int port;

  private OwnedServer(OwnerLock lock, DataDirectory directory, Path cache, int port)
      throws IOException {
    this.lock = lock;
    this.directory = directory;
    this.binaries = Binaries.in(cache);
    this.server = new Server(binaries, directory);
    this.port = port;
  }

  /** Claims a directory and starts its server on a port, or any free one for 0. */
  public static OwnedServer start(Path wanted, @Nullable Path cache, int port) {
    DataDirectory directory = new DataDirectory(writable(wanted));
    return io(
        directory.root(),
        () -> {
          OwnerLock lock = OwnerLock.claim(directory.root());
          try {
            OwnedServer owned =
                new OwnedServer(lock, directory, cache == null ? directory.root() : cache, port);
            owned.start();
            return owned;
          } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
          }
        });
  }

  private static Path writable(Path wanted) {
    Path absolute = wanted.toAbsolutePath().normalize();
    // pg_ctl passes the path through a shell, in double quotes and with nothing escaped.
    if (absolute.toString().matches("(?s).*[\"$`\\\\\n].*")) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: the directory '%s' must have none of \" $ ` \\ and line ends in its path; use another directory"
              .formatted(absolute));
    }
    return io(
        absolute,
        () -> {
          Files.createDirectories(absolute);
          return absolute.toRealPath();
        });
  }

  /** Starts the server if it does not run, on the port that it had. */
  public void start() {
    io(
        directory.root(),
        () -> {
          directory.initialise(binaries);
          server.stopLeftOver();
          port = server.start(port);
          try {
            new Accounts(directory, port).ensure();
          } catch (IOException | RuntimeException e) {
            server.stop("fast");
            throw e;
          }
          return directory;
        });
  }

  /** Stops in pg_ctl's mode. */
  public void stop(String mode) {
    io(
        directory.root(),
        () -> {
          server.stop(mode);
          return directory;
        });
  }

  /** Ends the server with SIGKILL. */
  public void kill() {
    io(
        directory.root(),
        () -> {
          server.kill();
          return directory;
        });
  }

  /** Gives the directory up. */
  public void release() {
    io(
        directory.root(),
        () -> {
          lock.close();
          return directory;
        });
  }

  public int port() {
    return port;
  }

  /** The server's process id, or -1 where it does not run. */
  public long pid() {
    return io(directory.root(), server::pid);
  }

  public boolean running() {
    return pid() > 0;
  }

  public String version() {
    return binaries.version();
  }

  public Path data() {
    return directory.data();
  }

  public Path passwordFile() {
    return directory.password();
  }

  public String password() {
    return io(directory.root(), () -> Secrets.read(directory.password()));
  }

  public Path ownerPasswordFile() {
    return directory.ownerPassword();
  }

  public String ownerPassword() {
    return io(directory.root(), () -> Secrets.read(directory.ownerPassword()));
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T io(Path directory, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: the directory '%s' cannot be used by user '%s' (%s); make it a directory that this user may write, or use another one"
              .formatted(directory, System.getProperty("user.name"), e),
          e);
    }
  }
}
