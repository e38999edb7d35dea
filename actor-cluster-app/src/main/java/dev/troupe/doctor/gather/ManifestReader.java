package dev.troupe.doctor.gather;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.ManifestFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads manifests as kubectl kustomize and helm template write them. */
public final class ManifestReader {
  private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());

  private ManifestReader() {}

  /**
   * The objects of a file, or of all files of a folder and those below it that end in {@code .yaml}
   * or {@code .yml}.
   *
   * @throws IllegalArgumentException if they can't be read, with what to do
   */
  public static ManifestFacts read(Path path) {
    if (Files.exists(path.resolve("kustomization.yaml"))
        || Files.exists(path.resolve("Chart.yaml"))) {
      throw new IllegalArgumentException(
          "manifests: '%s' is not rendered; pass what 'kubectl kustomize' or 'helm template' makes of it, as in 'kubectl kustomize %1$s | troupe doctor --manifests -'"
              .formatted(path));
    }
    List<Manifest> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(ManifestReader::isManifest).sorted().toList()) {
        all.addAll(parse(file.toString(), Files.readString(file)).all());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("manifests: '%s' can't be read: %s".formatted(path, e), e);
    }
    return some(path.toString(), all);
  }

  /**
   * The objects of a stream, to its end.
   *
   * @throws IllegalArgumentException if they can't be read
   */
  public static ManifestFacts read(InputStream stream) {
    try {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return some("-", parse("-", text).all());
    } catch (IOException e) {
      throw new IllegalArgumentException("manifests: can't be read: " + e.getMessage(), e);
    }
  }

  /**
   * The objects of a text.
   *
   * @param name what the text is called where it is wrong
   * @throws IllegalArgumentException if it is no YAML
   */
  public static ManifestFacts parse(String name, String text) {
    List<Manifest> all = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNext()) {
        add(documents.next(), all);
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "manifests: '%s' is no YAML of manifests: %s"
              .formatted(name, String.valueOf(e.getMessage()).replaceAll("\\s+", " ")),
          e);
    }
    return new ManifestFacts(List.copyOf(all));
  }

  private static void add(JsonNode document, List<Manifest> all) {
    if (document.path("kind").asText().equals("List")) {
      Manifest.each(document.path("items")).forEach(item -> add(item, all));
    } else if (document.isObject() && document.has("kind")) {
      all.add(new Manifest(document));
    }
  }

  private static ManifestFacts some(String name, List<Manifest> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "manifests: '%s' holds none; pass a file, a folder of .yaml files, or - with objects that have a kind"
              .formatted(name));
    }
    return new ManifestFacts(List.copyOf(all));
  }

  private static boolean isManifest(Path file) {
    return Files.isRegularFile(file) && file.toString().matches(".*\\.ya?ml");
  }
}
