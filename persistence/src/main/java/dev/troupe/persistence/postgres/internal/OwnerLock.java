package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The claim of one object in one process on a directory; the system drops it with the process. */
final class OwnerLock implements AutoCloseable {

  // POSIX drops a process's lock when it closes any descriptor of the file: a second attempt in
  // this process must be turned away before it opens the file, or it would free the first one's.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private OwnerLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Claims an existing directory, given by its real path. */
  static OwnerLock claim(Path directory) throws IOException {
    if (!HELD_HERE.add(directory)) {
      throw refused(directory, "this process, pid '" + ProcessHandle.current().pid() + "'");
    }
    try {
      return lock(directory);
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(directory);
      throw e;
    }
  }

  @SuppressWarnings("resource") // closed here if the lock is not ours, else by close()
  private static OwnerLock lock(Path directory) throws IOException {
    Path file = directory.resolve("owner.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw refused(directory, "the process with '" + Files.readString(file).strip() + "'");
      }
      ProcessHandle self = ProcessHandle.current();
      String owner =
          "pid %d, started %s\n"
              .formatted(self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
      return new OwnerLock(directory, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static EmbeddedPostgresException refused(Path directory, String owner) {
    return new EmbeddedPostgresException(
        "embedded PostgreSQL: the directory '%s' is held by %s; stop that process or use another directory"
            .formatted(directory, owner));
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD_HERE.remove(directory);
    }
  }
}
