package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The layout of an embedded server's directory: the data, the log, the passwords and the lock.
 *
 * @param root a real, absolute path
 */
record DataDirectory(Path root) {

  private static final String CONFIGURATION = "/dev/troupe/persistence/postgres/embedded.conf";

  Path data() {
    return root.resolve("data");
  }

  Path log() {
    return root.resolve("postgres.log");
  }

  Path superuserPassword() {
    return root.resolve("superuser.password");
  }

  Path password() {
    return root.resolve("troupe.password");
  }

  Path ownerPassword() {
    return root.resolve("owner.password");
  }

  /**
   * Creates the data unless they are there. They appear by a rename, so that an initdb that was
   * killed leaves nothing that looks like data.
   */
  void initialise(Binaries binaries) throws IOException {
    for (Path partial : Trees.named(root, "data.", ".partial")) {
      Trees.delete(partial);
    }
    if (Files.exists(data())) {
      requireVersion(binaries);
      return;
    }
    // Before initdb, which puts it into the data: they must never disagree.
    Secrets.create(superuserPassword());
    Path partial = root.resolve("data." + ProcessHandle.current().pid() + ".partial");
    Programs.Result result =
        Programs.runUnprivileged(
            root,
            List.of(
                binaries.program("initdb"),
                "--pgdata=" + partial,
                "--username=postgres",
                "--pwfile=" + superuserPassword(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums"));
    if (result.exit() != 0) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: initdb in '%s' ended with exit code '%d', expected '0', and said '%s'; remove the cause, nothing needs to be cleaned up"
              .formatted(root, result.exit(), result.output()));
    }
    Files.move(partial, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void requireVersion(Binaries binaries) throws IOException {
    Path file = data().resolve("PG_VERSION");
    String found = Files.exists(file) ? Files.readString(file).strip() : "no PG_VERSION file";
    if (!found.equals(binaries.major())) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: the data in '%s' were written by major version '%s', these binaries are '%s'; put the binaries of that version on the class path, or move the directory away to start with an empty one"
              .formatted(data(), found, binaries.version()));
    }
  }

  /** Puts our settings and the port in force for the next start, whatever was there. */
  void configure(int port) throws IOException {
    try (InputStream in = DataDirectory.class.getResourceAsStream(CONFIGURATION)) {
      if (in == null) {
        throw new IllegalStateException(
            "class path: no '"
                + CONFIGURATION
                + "'; the persistence jar is damaged, build it again");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8) + "port = " + port + "\n";
      Path partial = data().resolve("postgresql.conf.new");
      Files.writeString(partial, text);
      Files.move(partial, data().resolve("postgresql.conf"), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
