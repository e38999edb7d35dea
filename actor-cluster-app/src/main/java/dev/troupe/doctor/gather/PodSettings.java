package dev.troupe.doctor.gather;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What manifests set of a node beside its variables.
 *
 * @param properties system properties that it is started with
 * @param application its own file, or the one on the class path
 */
public record PodSettings(Config properties, Config application) {
  private static final Pattern PROPERTY = Pattern.compile("(?<=^|\\s)-D([\\w.-]+)=(\\S*)");
  private static final String FILE = "config.file";

  /**
   * As these manifests say.
   *
   * @throws IllegalArgumentException if the node's own file can't be read
   */
  public static PodSettings of(ManifestFacts manifests, Workload nodes) {
    Map<String, String> properties = new HashMap<>();
    String options =
        String.join(
            " ",
            nodes.variables().getOrDefault("JAVA_TOOL_OPTIONS", ""),
            nodes.variables().getOrDefault("JDK_JAVA_OPTIONS", ""));
    for (Matcher each = PROPERTY.matcher(options); each.find(); ) {
      properties.put(each.group(1), each.group(2));
    }
    Optional<String> text =
        Optional.ofNullable(properties.get(FILE)).flatMap(file -> mounted(manifests, nodes, file));
    return new PodSettings(
        ConfigFactory.parseMap(properties),
        text.map(PodSettings::parsed).orElseGet(ConfigFactory::defaultApplication));
  }

  private static Config parsed(String text) {
    try {
      return ConfigFactory.parseString(
          text,
          ConfigParseOptions.defaults()
              .setClassLoader(PodSettings.class.getClassLoader())
              .setOriginDescription("the settings in a ConfigMap"));
    } catch (ConfigException e) {
      throw new IllegalArgumentException("manifests: " + e.getMessage(), e);
    }
  }

  /** The text of a file in the pod, if a ConfigMap is mounted there. */
  private static Optional<String> mounted(ManifestFacts manifests, Workload nodes, String file) {
    for (JsonNode mount : nodes.container().path("volumeMounts")) {
      String folder = mount.path("mountPath").asText() + "/";
      if (file.startsWith(folder)) {
        return Manifest.each(nodes.pod().path("volumes"))
            .filter(volume -> volume.path("name").equals(mount.path("name")))
            .flatMap(volume ->
                manifests.find("ConfigMap", volume.at("/configMap/name").asText()).stream())
            .map(config -> config.at("/data").path(file.substring(folder.length())))
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .findFirst();
      }
    }
    return Optional.empty();
  }
}
