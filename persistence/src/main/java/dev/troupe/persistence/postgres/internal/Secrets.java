package dev.troupe.persistence.postgres.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords in files that only their owner may read. */
final class Secrets {

  private static final int BYTES = 24;

  private Secrets() {}

  /** Writes a new random password; the file appears whole or not at all. */
  static String create(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    Path partial = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(partial);
    Files.createFile(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(partial, secret + "\n");
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    return secret;
  }

  static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
