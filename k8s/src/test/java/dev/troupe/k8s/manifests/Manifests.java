package dev.troupe.k8s.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** All objects of one rendering. */
record Manifests(List<Manifest> all) {
  private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());

  /** Reads a stream of documents. */
  static Manifests parse(String yaml) {
    List<Manifest> all = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        if (documents.next() instanceof ObjectNode object) {
          all.add(Manifest.of(object));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Manifests(all);
  }

  /** The objects of this type. */
  <T extends HasMetadata> List<T> of(Class<T> type) {
    return all.stream().map(Manifest::object).filter(type::isInstance).map(type::cast).toList();
  }

  /** The object of this type and name. */
  <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return of(type).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }

  /** The object of this type and name, which must be there. */
  <T extends HasMetadata> T get(Class<T> type, String name) {
    return find(type, name)
        .orElseThrow(() ->
            new AssertionError("no %s '%s' is rendered".formatted(type.getSimpleName(), name)));
  }

  /** What pods are made of, by the name of what makes them. */
  Map<String, PodTemplateSpec> pods() {
    Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
    of(Deployment.class)
        .forEach(each ->
            pods.put("Deployment/" + each.getMetadata().getName(), each.getSpec().getTemplate()));
    of(StatefulSet.class)
        .forEach(each ->
            pods.put("StatefulSet/" + each.getMetadata().getName(), each.getSpec().getTemplate()));
    return pods;
  }

  /** These, with one of them changed. */
  Manifests with(String name, Consumer<ObjectNode> change) {
    List<Manifest> changed = new ArrayList<>();
    boolean found = false;
    for (Manifest each : all) {
      if (each.name().equals(name)) {
        ObjectNode json = each.json().deepCopy();
        change.accept(json);
        changed.add(Manifest.of(json));
        found = true;
      } else {
        changed.add(each);
      }
    }
    if (!found) {
      throw new AssertionError("no '%s' is rendered".formatted(name));
    }
    return new Manifests(changed);
  }

  /** These, and another one. */
  Manifests and(String yaml) {
    List<Manifest> more = new ArrayList<>(all);
    more.addAll(parse(yaml).all());
    return new Manifests(more);
  }

  /** These without one of them. */
  Manifests without(String name) {
    return new Manifests(all.stream().filter(each -> !each.name().equals(name)).toList());
  }
}
