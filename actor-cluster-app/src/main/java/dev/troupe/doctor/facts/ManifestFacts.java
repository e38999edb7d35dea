package dev.troupe.doctor.facts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What Kubernetes is told.
 *
 * @param all every object of one installation
 */
public record ManifestFacts(List<Manifest> all) {

  /** The objects of a kind. */
  public Stream<Manifest> of(String kind) {
    return all.stream().filter(each -> each.kind().equals(kind));
  }

  /** The object of a kind and name. */
  public Optional<Manifest> find(String kind, String name) {
    return of(kind).filter(each -> each.name().equals(name)).findFirst();
  }

  /** What makes the pods of the nodes: whatever is started with one of the app's variables. */
  public Optional<Workload> nodes() {
    return Stream.of("Deployment", "StatefulSet")
        .flatMap(this::of)
        .flatMap(each ->
            Manifest.each(each.at("/spec/template/spec/containers"))
                .filter(this::isNode)
                .map(container ->
                    new Workload(each, container, variables(container), replicas(each))))
        .findFirst();
  }

  /** By the names alone, since a value may be where nobody looks. */
  private boolean isNode(JsonNode container) {
    return Stream.concat(
            variables(container).keySet().stream(),
            Manifest.each(container.path("env")).map(each -> each.path("name").asText()))
        .anyMatch(Set.of("TROUPE_NODE_HOST", "TROUPE_DATABASE_URL")::contains);
  }

  /**
   * The most pods that an autoscaler makes of it; those that it begins with where there is none.
   */
  public int mostReplicas(Workload nodes) {
    return autoscalers(nodes.manifest())
        .mapToInt(each -> each.at("/spec/maxReplicas").asInt())
        .reduce(nodes.replicas(), Math::max);
  }

  /** Where an autoscaler decides, the number is left out, and there are its fewest at first. */
  private int replicas(Manifest workload) {
    return workload
        .at("/spec/replicas")
        .asInt(
            autoscalers(workload)
                .mapToInt(each -> each.at("/spec/minReplicas").asInt(1))
                .findFirst()
                .orElse(1));
  }

  private Stream<Manifest> autoscalers(Manifest workload) {
    return of("HorizontalPodAutoscaler")
        .filter(each -> each.at("/spec/scaleTargetRef/name").asText().equals(workload.name()));
  }

  private Map<String, String> variables(JsonNode container) {
    Map<String, String> variables = new TreeMap<>();
    Manifest.each(container.path("envFrom"))
        .forEach(from ->
            data(from.path("configMapRef"))
                .forEach(
                    (name, value) -> variables.put(from.path("prefix").asText() + name, value)));
    for (JsonNode each : container.path("env")) {
      String name = each.path("name").asText();
      // What is not known is not the value that another source would have given.
      value(each)
          .ifPresentOrElse(value -> variables.put(name, value), () -> variables.remove(name));
    }
    return variables;
  }

  private Map<String, String> data(JsonNode reference) {
    return find("ConfigMap", reference.path("name").asText())
        .map(config -> Manifest.texts(config.at("/data")))
        .orElse(Map.of());
  }

  /**
   * What it is as far as the manifests tell. What the pod says of itself is the name of the field:
   * it is the address of no machine.
   */
  private Optional<String> value(JsonNode variable) {
    JsonNode source = variable.path("valueFrom");
    if (source.isMissingNode()) {
      return Optional.of(variable.path("value").asText());
    }
    if (source.has("fieldRef")) {
      return Optional.of(source.at("/fieldRef/fieldPath").asText());
    }
    JsonNode entry = source.path("configMapKeyRef");
    return Optional.ofNullable(data(entry).get(entry.path("key").asText()));
  }
}
