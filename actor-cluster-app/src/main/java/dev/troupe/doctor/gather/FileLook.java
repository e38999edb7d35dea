package dev.troupe.doctor.gather;

import com.typesafe.config.Config;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.facts.NodeFacts.FileFact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks whether the files that settings name are there, and who may read them; opens none. */
public final class FileLook {
  private FileLook() {}

  /** The settings, with what is known of the files on this machine. */
  public static NodeFacts at(Config config) {
    Map<String, FileFact> files = new HashMap<>();
    NodeFacts.FILE_SETTINGS.forEach((setting, names) -> {
      String path = config.hasPath(setting) ? config.getString(setting) : "";
      if (!path.isBlank()) {
        look(path, names, files);
      }
    });
    return new NodeFacts(config, Map.copyOf(files));
  }

  private static void look(String path, List<String> names, Map<String, FileFact> files) {
    for (String name : names) {
      String file = name.isEmpty() ? path : path + "/" + name;
      files.put(file, new FileFact(Files.isReadable(Path.of(file)), permissions(Path.of(file))));
    }
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException | UnsupportedOperationException e) {
      return ""; // It is not there, or the system has none.
    }
  }
}
