package dev.troupe.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image as {@code docker load} takes it, unpacked.
 *
 * @param root what its files are below
 * @param config how it is run
 */
record ImageTar(Path root, JsonNode config) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Unpacks it into this directory. */
  static ImageTar unpack(Path tar, Path directory) throws IOException {
    Path parts = directory.resolve("parts");
    try (InputStream in = Files.newInputStream(tar)) {
      unpack(in, parts);
    }
    JsonNode manifest = JSON.readTree(parts.resolve("manifest.json").toFile()).path(0);
    Path root = directory.resolve("root");
    for (JsonNode layer : manifest.path("Layers")) {
      try (InputStream in =
          new GZIPInputStream(
              new BufferedInputStream(Files.newInputStream(parts.resolve(layer.asText()))))) {
        unpack(in, root);
      }
    }
    return new ImageTar(
        root,
        JSON.readTree(parts.resolve(manifest.path("Config").asText()).toFile()).path("config"));
  }

  private static void unpack(InputStream in, Path directory) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(in))) {
      for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
        Path target = directory.resolve(each.getName()).normalize();
        if (!target.startsWith(directory)) {
          throw new IOException("'%s' is outside".formatted(each.getName()));
        }
        if (each.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
          // The JVM takes classes from an archive only if the jars are as old as they were.
          Files.setLastModifiedTime(target, each.getLastModifiedTime());
        }
      }
    }
  }
}
