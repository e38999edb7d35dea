package dev.troupe.k8s.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the repository, found from the folder of this module. */
public final class Project {
  private Project() {}

  /** The file or folder at this path from the root. */
  public static Path path(String path) {
    return root().resolve(path);
  }

  /** The text of the file at this path from the root. */
  public static String read(String path) {
    try {
      return Files.readString(path(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    for (Path each = folder; each != null; each = each.getParent()) {
      if (Files.exists(each.resolve("k8s/kustomize/base/kustomization.yaml"))) {
        return each;
      }
    }
    throw new IllegalStateException(
        "no k8s/kustomize is above '%s'; run the tests in the module".formatted(folder));
  }
}
