package dev.troupe.tenants.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A small file with a secret. */
public final class PrivateFile {
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private PrivateFile() {}

  /** What others than its owner may do with it, as {@code rw-r--r--}; empty if they may nothing. */
  public static Optional<String> permissionsOfOthers(Path file) throws IOException {
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
      return allowed.stream().anyMatch(OTHERS::contains)
          ? Optional.of(PosixFilePermissions.toString(allowed))
          : Optional.empty();
    } catch (UnsupportedOperationException e) {
      return Optional.empty(); // A file system without them.
    }
  }

  /**
   * Makes it, whole or not at all, and from the first byte on for nobody else to read; its folder
   * too.
   *
   * @return false if it is there, which then stays as it is
   */
  public static boolean create(Path file, String text) throws IOException {
    Path fresh = fresh(file, text);
    try {
      Files.createLink(file, fresh);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Puts this text in the place of what it held, whole or not at all. */
  public static void replace(Path file, String text) throws IOException {
    Path fresh = fresh(file, text);
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static Path fresh(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    return Files.writeString(
        Files.createTempFile(folder, file.getFileName().toString(), ".new"), text);
  }
}
