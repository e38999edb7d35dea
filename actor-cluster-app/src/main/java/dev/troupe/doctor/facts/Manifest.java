package dev.troupe.doctor.facts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One object that Kubernetes is told of.
 *
 * @param json all of it, which nobody changes
 */
public record Manifest(JsonNode json) {

  /** As in {@code Deployment}. */
  public String kind() {
    return json.path("kind").asText();
  }

  /** Its name in its namespace. */
  public String name() {
    return json.at("/metadata/name").asText();
  }

  /** Its namespace, or empty. */
  public String namespace() {
    return json.at("/metadata/namespace").asText();
  }

  /** What is at this path, as in {@code /spec/replicas}. */
  public JsonNode at(String path) {
    return json.at(path);
  }

  @Override
  public String toString() {
    return kind() + "/" + name();
  }

  /** The elements of a list. */
  public static Stream<JsonNode> each(JsonNode list) {
    return list.isArray() ? StreamSupport.stream(list.spliterator(), false) : Stream.empty();
  }

  /** Texts by name, of an object. */
  public static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
    return texts;
  }

  /** Whether labels are all that a selector's {@code matchLabels} asks for, and it asks. */
  public static boolean selects(JsonNode matchLabels, JsonNode labels) {
    return matchLabels.isObject()
        && !matchLabels.isEmpty()
        && texts(labels).entrySet().containsAll(texts(matchLabels).entrySet());
  }

  /** Whether labels are what a whole selector asks for; an empty one asks for nothing. */
  public static boolean matches(JsonNode selector, JsonNode labels) {
    return texts(labels).entrySet().containsAll(texts(selector.path("matchLabels")).entrySet())
        && each(selector.path("matchExpressions")).allMatch(each -> isMet(each, labels));
  }

  private static boolean isMet(JsonNode expression, JsonNode labels) {
    JsonNode label = labels.path(expression.path("key").asText());
    boolean isListed =
        each(expression.path("values")).anyMatch(value -> value.asText().equals(label.asText()));
    return switch (expression.path("operator").asText()) {
      case "In" -> label.isTextual() && isListed;
      case "NotIn" -> !label.isTextual() || !isListed;
      case "Exists" -> label.isTextual();
      default -> !label.isTextual();
    };
  }
}
