package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The unpacked programs of one PostgreSQL version: {@code initdb}, {@code pg_ctl} and {@code
 * postgres}.
 *
 * @param home the directory that holds {@code bin}
 * @param version such as {@code 18.6}
 */
public record Binaries(Path home, String version) {

  private static final int HASH_CHARS = 12;

  /** The major version, such as {@code 18}. */
  public String major() {
    return version.replaceFirst("[^0-9].*", "");
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /**
   * The binaries of this platform, unpacked into the cache unless they are there already. A name in
   * the cache holds the hash of the archive and appears by an atomic rename, so that a partial
   * unpack is never taken for a whole one, and processes that unpack at once all succeed.
   */
  public static Binaries in(Path cache) {
    URL archive = Platform.current().archive();
    try {
      String hash = hash(archive);
      List<Path> unpacked = Trees.named(cache, "postgres-", "-" + hash);
      return unpacked.isEmpty() ? unpack(archive, cache, hash) : named(unpacked.getFirst(), hash);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: cannot unpack '%s' into '%s' (%s); make the directory writable and see that the disk has 100 MB free"
              .formatted(Platform.current().resource(), cache, e),
          e);
    }
  }

  private static Binaries named(Path home, String hash) {
    String name = home.getFileName().toString();
    return new Binaries(
        home, name.substring("postgres-".length(), name.length() - hash.length() - 1));
  }

  private static Binaries unpack(URL archive, Path cache, String hash) throws IOException {
    Files.createDirectories(cache);
    // The process that is killed here leaves a directory whose name is never looked for.
    Path partial = Files.createTempDirectory(cache, ".unpacking-");
    try {
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
      extract(archive, partial);
      Path home = cache.resolve("postgres-" + version(partial) + "-" + hash);
      try {
        Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        // Another process was faster: a rename onto a directory that is not empty fails.
        if (!Files.isDirectory(home)) {
          throw e;
        }
      }
      return named(home, hash);
    } finally {
      Trees.delete(partial);
    }
  }

  private static void extract(URL archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(archive.openStream())))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        Path path = target.resolve(e.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException(
              "the archive names '" + e.getName() + "', outside of its directory");
        }
        if (e.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.resolveSibling("."));
        if (e.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(e.getLinkName()));
        } else {
          Files.copy(tar, path);
          boolean program = (e.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  /**
   * Asks the program, since the archive does not say; it prints {@code postgres (PostgreSQL) N}.
   */
  private static String version(Path home) throws IOException {
    Programs.Result result =
        Programs.run(home, List.of(home.resolve("bin/postgres").toString(), "--version"));
    String version = result.output().strip().replaceFirst(".* ", "");
    if (result.exit() != 0 || !version.matches("[0-9]+(\\.[0-9]+)*[0-9a-z]*")) {
      throw new IOException(
          "'postgres --version' answered '" + result.output().strip() + "', expected a version");
    }
    return version;
  }

  private static String hash(URL archive) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(archive.openStream(), sha)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha.digest()).substring(0, HASH_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: every Java platform has it", e);
    }
  }
}
