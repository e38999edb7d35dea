package dev.troupe.tenants.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key set in a file, read again when the file is another. Used by one thread at a time. */
final class KeyFile implements RefreshedKeys.Source {
  /** Of a key set; more is no key set. */
  static final int LONGEST = 256 * 1024;

  private final Path file;
  private @Nullable Version last;

  /** A Kubernetes secret is replaced by a link to another file, which may have the same times. */
  private record Version(FileTime changed, long length, @Nullable Object file) {}

  KeyFile(Path file) {
    this.file = file;
  }

  /** The keys that are there now. */
  KeySet first() {
    try {
      return read().orElseThrow();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "key set: the file '%s' can't be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public Optional<KeySet> read() throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    Version version =
        new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    if (Objects.equals(version, last)) {
      return Optional.empty();
    }
    byte[] json;
    try (InputStream in = Files.newInputStream(file)) {
      json = in.readNBytes(LONGEST + 1);
    }
    if (json.length > LONGEST) {
      throw new IOException("it is longer than %d bytes".formatted(LONGEST));
    }
    KeySet keys = KeySet.parse(json);
    last = version;
    return Optional.of(keys);
  }
}
