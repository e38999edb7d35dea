package dev.troupe.architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The packages right below a root, and which of them each may use. */
final class Layers {
  private static final List<String> BELOW_THE_EDGE =
      List.of("model", "actor", "persistence", "tenants", "tracing", "metrics", "cluster");

  private Layers() {}

  private static Map<String, List<String>> uses() {
    Map<String, List<String>> uses = new LinkedHashMap<>();
    uses.put("settings", List.of());
    uses.put("model", List.of());
    uses.put("actor", List.of("model"));
    uses.put("persistence", List.of("model", "actor"));
    uses.put("tenants", List.of("model", "actor"));
    uses.put("k8s", List.of("model", "actor"));
    uses.put("tracing", List.of("model"));
    uses.put("metrics", List.of("model", "actor", "persistence", "tracing"));
    uses.put("cluster", List.of("model", "actor", "persistence", "tenants", "tracing", "metrics"));
    uses.put("http", BELOW_THE_EDGE);
    uses.put("doctor", List.of("settings", "model", "persistence", "tenants", "k8s"));
    uses.put("monitor", List.of("model", "actor", "persistence", "metrics", "cluster"));
    uses.put("local", List.of("model", "actor", "persistence", "tenants", "app"));
    uses.put(
        "app",
        List.of(
            "settings",
            "model",
            "actor",
            "persistence",
            "tenants",
            "k8s",
            "tracing",
            "metrics",
            "cluster",
            "http",
            "doctor",
            "monitor",
            "local"));
    uses.put(
        "sample",
        List.of("model", "actor", "persistence", "tenants", "metrics", "cluster", "http", "app"));
    return uses;
  }

  /** Each layer uses no other than those that are named for it. */
  static LayeredArchitecture of(String root) {
    LayeredArchitecture layers =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (String layer : uses().keySet()) {
      layers = layers.layer(layer).definedBy(root + "." + layer + "..");
    }
    for (Map.Entry<String, List<String>> each : uses().entrySet()) {
      layers =
          each.getValue().isEmpty()
              ? layers.whereLayer(each.getKey()).mayNotAccessAnyLayer()
              : layers
                  .whereLayer(each.getKey())
                  .mayOnlyAccessLayers(each.getValue().toArray(String[]::new));
    }
    return layers;
  }

  /** Each package, an {@code internal} one with what it is internal to, and local with app. */
  record Slices(String root) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return name.startsWith(root)
          ? SliceIdentifier.of(
              name.replaceFirst("\\.internal$", "").replaceFirst("\\.local$", ".app"))
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages below " + root;
    }
  }
}
