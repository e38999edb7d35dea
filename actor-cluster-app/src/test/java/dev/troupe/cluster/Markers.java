package dev.troupe.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds text in files, whatever they are. */
public final class Markers {
  private Markers() {}

  /** The files below this folder that hold this text. */
  public static List<Path> filesWith(Path folder, String marker) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, marker)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, String marker) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1).contains(marker);
    } catch (IOException e) {
      return false; // It went while we looked.
    }
  }
}
