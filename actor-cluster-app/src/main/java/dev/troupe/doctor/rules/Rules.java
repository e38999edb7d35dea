package dev.troupe.doctor.rules;

import dev.troupe.doctor.facts.Facts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rules there are. */
public final class Rules {
  private static final List<Rule> ALL =
      Stream.of(
              ClusterRules.all(),
              ShardRules.all(),
              StartAndEndRules.all(),
              AccessRules.all(),
              KeyRules.all(),
              JournalRules.all(),
              ServerRules.all(),
              SchemaRules.all(),
              WorkRules.all(),
              PodRules.all(),
              RolloutRules.all(),
              ExposureRules.all(),
              RightRules.all())
          .flatMap(List::stream)
          .toList();

  private Rules() {}

  /** In the order of the page. */
  public static List<Rule> all() {
    return ALL;
  }

  /** The rule of this id. */
  public static Optional<Rule> find(String id) {
    return ALL.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }

  /**
   * The rule of this id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Rule get(String id) {
    return find(id)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "doctor: there is no rule '%s'; 'troupe doctor --list' lists them".formatted(id)));
  }

  /** All that is wrong, the worst first. */
  public static List<Finding> findings(Facts facts) {
    return ALL.stream()
        .flatMap(rule -> rule.findings(facts).stream())
        .sorted((one, other) -> one.rule().severity().compareTo(other.rule().severity()))
        .collect(Collectors.toUnmodifiableList());
  }
}
