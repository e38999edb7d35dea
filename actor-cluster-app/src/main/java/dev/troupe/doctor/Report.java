package dev.troupe.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.doctor.rules.Finding;
import dev.troupe.doctor.rules.Rule;
import dev.troupe.doctor.rules.Rules;
import dev.troupe.doctor.rules.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A diagnosis for people, or for programs. */
public final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Report() {}

  /** For people: each finding with what to do, and a line that sums up. */
  public static String text(Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder();
    for (Finding each : diagnosis.findings()) {
      text.append(
          "%-7s %s: %s%n        %s%n        fix: %s%n        %s%n"
              .formatted(
                  each.rule().severity().word(),
                  each.rule().id(),
                  each.evidence(),
                  each.rule().title(),
                  each.rule().fix(),
                  each.rule().page()));
    }
    return text.append(summary(diagnosis)).append('\n').toString();
  }

  /** One line: how much was found, and what was looked at. */
  public static String summary(Diagnosis diagnosis) {
    return "%d errors, %d warnings, %d notes by %d rules over %s%s"
        .formatted(
            diagnosis.of(Severity.ERROR).size(),
            diagnosis.of(Severity.WARNING).size(),
            diagnosis.of(Severity.INFO).size(),
            Rules.all().size(),
            diagnosis.parts().isEmpty() ? "nothing" : String.join(", ", diagnosis.parts()),
            diagnosis.accepted().isEmpty()
                ? ""
                : "; accepted: " + String.join(", ", diagnosis.acceptedIds()));
  }

  /** For programs. */
  public static String json(Diagnosis diagnosis) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("lookedAt", diagnosis.parts());
    report.put("rules", Rules.all().size());
    report.put("findings", diagnosis.findings().stream().map(Report::json).toList());
    report.put("accepted", diagnosis.accepted().stream().map(Report::json).toList());
    return written(report);
  }

  private static Map<String, String> json(Finding finding) {
    Map<String, String> fields = json(finding.rule());
    fields.put("evidence", finding.evidence());
    return fields;
  }

  private static Map<String, String> json(Rule rule) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", rule.id());
    fields.put("severity", rule.severity().word());
    fields.put("title", rule.title());
    fields.put("reason", rule.reason());
    fields.put("fix", rule.fix());
    fields.put("page", rule.page());
    return fields;
  }

  /** All rules there are, for people. */
  public static String list() {
    return Rules.all().stream()
        .map(rule -> "%-7s %-28s %s%n".formatted(rule.severity().word(), rule.id(), rule.title()))
        .collect(Collectors.joining());
  }

  /** All rules there are, for programs. */
  public static String listAsJson() {
    List<Map<String, String>> rules = Rules.all().stream().map(Report::json).toList();
    return written(rules);
  }

  /** What the page says of a rule, as Markdown. */
  public static String section(Rule rule) {
    return "### %s%n%n**%s.** %s %s%n%nFix: %s%n"
        .formatted(
            rule.id(),
            rule.severity().word().substring(0, 1).toUpperCase(Locale.ROOT)
                + rule.severity().word().substring(1),
            rule.title(),
            rule.reason(),
            rule.fix());
  }

  private static String written(Object report) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written as JSON", e);
    }
  }
}
