package dev.troupe.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The dashboards and rules that the repository ships. */
final class Observability {
  private static final Path MONITORING = Repository.root().resolve("k8s/monitoring");

  private Observability() {}

  /**
   * Something that asks Prometheus.
   *
   * @param where it stands
   * @param expression what it asks
   */
  record Query(String where, String expression) {}

  /**
   * A rule.
   *
   * @param record the series that it makes, or empty
   * @param alert what it is called if it is one, or empty
   * @param expression what it asks
   */
  record Rule(String record, String alert, String expression) {}

  /** What the panels ask. */
  static List<Query> dashboards() {
    List<Query> queries = new ArrayList<>();
    Repository.files(MONITORING.resolve("dashboards"), ".json")
        .forEach(file -> {
          for (JsonNode panel : read(file).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
              String where = file.getFileName() + ", " + panel.path("title").asText();
              queries.add(new Query(where, target.path("expr").asText()));
            }
          }
        });
    return queries;
  }

  /** What is recorded, and what alerts. */
  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    Repository.files(MONITORING.resolve("rules"), ".yaml")
        .filter(file -> !file.startsWith(MONITORING.resolve("rules/tests")))
        .forEach(file -> {
          for (JsonNode group : read(file).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
              rules.add(
                  new Rule(
                      rule.path("record").asText(),
                      rule.path("alert").asText(),
                      rule.path("expr").asText()));
            }
          }
        });
    return rules;
  }

  /** The alerts of which a test of promtool sees that they fire. */
  static Set<String> alertsSeenToFire() {
    Set<String> alerts = new TreeSet<>();
    Repository.files(MONITORING.resolve("rules/tests"), ".yaml")
        .forEach(file -> {
          for (JsonNode test : read(file).path("tests")) {
            for (JsonNode look : test.path("alert_rule_test")) {
              if (!look.path("exp_alerts").isEmpty()) {
                alerts.add(look.path("alertname").asText());
              }
            }
          }
        });
    return alerts;
  }

  private static JsonNode read(Path file) {
    boolean isYaml = file.toString().endsWith(".yaml");
    try {
      return (isYaml ? YAMLMapper.builder().build() : JsonMapper.builder().build())
          .readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
