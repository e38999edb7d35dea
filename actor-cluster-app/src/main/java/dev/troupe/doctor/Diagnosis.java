package dev.troupe.doctor;

import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.rules.Finding;
import dev.troupe.doctor.rules.Rule;
import dev.troupe.doctor.rules.Rules;
import dev.troupe.doctor.rules.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an examination found.
 *
 * @param findings what is wrong, the worst first
 * @param accepted what is wrong too, and was said to be known
 * @param parts what was looked at
 */
public record Diagnosis(List<Finding> findings, List<Finding> accepted, List<String> parts) {

  /** What the rules say of these facts, where some findings are known and accepted. */
  public static Diagnosis of(Facts facts, Set<Rule> accepted) {
    var all =
        Rules.findings(facts).stream()
            .collect(Collectors.partitioningBy(each -> accepted.contains(each.rule())));
    return new Diagnosis(
        all.getOrDefault(false, List.of()), all.getOrDefault(true, List.of()), facts.parts());
  }

  /**
   * The rules that a list of ids names.
   *
   * @param ids with commas, or empty
   * @throws IllegalArgumentException if there is no such rule
   */
  public static Set<Rule> accepted(String ids) {
    return words(ids).map(Rules::get).collect(Collectors.toUnmodifiableSet());
  }

  /** The rules that a list of ids names, of those that this build has. */
  static Set<Rule> acceptedOfThisBuild(String ids) {
    return words(ids)
        .flatMap(id -> Rules.find(id).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The ids in a list that are of no rule of this build. */
  static List<String> unknown(String ids) {
    return words(ids).filter(id -> Rules.find(id).isEmpty()).toList();
  }

  private static Stream<String> words(String ids) {
    return Arrays.stream(ids.split(",", -1)).map(String::strip).filter(id -> !id.isEmpty());
  }

  /** The findings as bad as this. */
  public List<Finding> of(Severity severity) {
    return findings.stream().filter(each -> each.rule().severity() == severity).toList();
  }

  /** Whether there is an error. */
  public boolean hasErrors() {
    return !of(Severity.ERROR).isEmpty();
  }

  /** The ids of what was accepted. */
  public Set<String> acceptedIds() {
    return accepted.stream()
        .map(each -> each.rule().id())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
