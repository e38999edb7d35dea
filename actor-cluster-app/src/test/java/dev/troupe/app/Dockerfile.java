package dev.troupe.app;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The instructions of a Dockerfile, each on a line of its own.
 *
 * @param text without continued lines
 */
record Dockerfile(String text) {
  static Dockerfile read(Path file) throws IOException {
    return new Dockerfile(Files.readString(file).replaceAll("\\\\\n *", ""));
  }

  /** What follows the last such instruction, which is the one that holds. */
  String last(String instruction) {
    return text.lines()
        .filter(line -> line.startsWith(instruction + " "))
        .reduce((former, latter) -> latter)
        .orElseThrow(() -> new AssertionError("no " + instruction))
        .substring(instruction.length() + 1);
  }

  /** The same, in the form that no shell reads. */
  List<String> array(String instruction) throws IOException {
    return new ObjectMapper().readValue(last(instruction), new TypeReference<List<String>>() {});
  }
}
