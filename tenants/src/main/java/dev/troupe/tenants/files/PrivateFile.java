package dev.troupe.tenants.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A file with a secret. */
public final class PrivateFile {
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");
  private static final Set<PosixFilePermission> BEYOND_READING =
      PosixFilePermissions.fromString("----wxrwx");
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");
  private static final int ROOT = 0;

  private PrivateFile() {}

  /**
   * What others than its owner may do with it, as {@code rw-r--r--}; empty if they may nothing.
   *
   * <p>A file of root's that a group may read, and nobody else, is private: so it is given to who
   * is not root, as Kubernetes does with a secret and the group of a pod.
   */
  public static Optional<String> permissionsOfOthers(Path file) throws IOException {
    try {
      return permissionsOfOthers(
          Files.getPosixFilePermissions(file),
          Files.getAttribute(file, "unix:uid") instanceof Integer uid ? uid : -1);
    } catch (UnsupportedOperationException e) {
      return Optional.empty(); // A file system without them.
    }
  }

  static Optional<String> permissionsOfOthers(Set<PosixFilePermission> allowed, int owner) {
    Set<PosixFilePermission> tooMuch = owner == ROOT ? BEYOND_READING : OTHERS;
    return allowed.stream().anyMatch(tooMuch::contains)
        ? Optional.of(PosixFilePermissions.toString(allowed))
        : Optional.empty();
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

  /**
   * Makes it, to be written as far as there is something; from the first byte on nobody else may
   * read it.
   *
   * @throws FileAlreadyExistsException if it is there, which then stays as it is
   */
  public static OutputStream newOutputStream(Path file) throws IOException {
    Set<OpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean hasPermissions = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return Channels.newOutputStream(
        hasPermissions
            ? Files.newByteChannel(file, fresh, PosixFilePermissions.asFileAttribute(OWN))
            : Files.newByteChannel(file, fresh));
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
