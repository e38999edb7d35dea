package dev.troupe.model.testkit;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The lines of one entity type.
 *
 * @param type the entity type's name
 * @param lines by {@link ContractLine#key}, in the order of the text
 */
record ContractSection(String type, Map<String, ContractLine> lines) {

  /**
   * Reads a contract file; what starts with {@code #} is a comment.
   *
   * @throws IllegalArgumentException naming the line that is none of a contract
   */
  static SortedMap<String, ContractSection> parse(String text) {
    SortedMap<String, ContractSection> sections = new TreeMap<>();
    ContractSection section = empty("");
    int number = 0;
    for (String each : text.lines().map(String::strip).toList()) {
      number++;
      if (each.isEmpty() || each.startsWith("#")) {
        continue;
      }
      ContractLine line = ContractLine.parse(each).orElseThrow(refusal(number, each, "unreadable"));
      if (line.kind() == ContractLine.Kind.ENTITY) {
        section = empty(line.title().name());
        if (sections.put(section.type(), section) != null) {
          throw refusal(number, each, "there twice").get();
        }
      } else if (sections.isEmpty()) {
        throw refusal(number, each, "before the first 'entity'").get();
      }
      if (section.lines.put(line.key(), line) != null) {
        throw refusal(number, each, "there twice").get();
      }
    }
    return sections;
  }

  private static Supplier<IllegalArgumentException> refusal(int number, String line, String what) {
    return () -> new IllegalArgumentException("line %d is %s: '%s'".formatted(number, what, line));
  }

  /** A section without lines. */
  static ContractSection empty(String type) {
    return new ContractSection(type, new LinkedHashMap<>());
  }

  /** The lines' texts. */
  List<String> texts() {
    return lines.values().stream().map(ContractLine::text).toList();
  }

  /** The line of the same subject, be it under another name by now. */
  Optional<ContractLine> successorOf(ContractLine was) {
    ContractLine same = lines.get(was.key());
    return same != null
        ? Optional.of(same)
        : lines.values().stream()
            .filter(is -> is.kind() == was.kind())
            .filter(is -> is.title().formerNames().contains(was.title().name()))
            .findFirst();
  }

  /** The lines among these, such as events, whose messages hold that type at any depth. */
  List<ContractLine> holders(ContractLine held, Predicate<ContractLine> which) {
    return lines.values().stream()
        .filter(which)
        .filter(line -> !line.isHeldType() && reach(line).contains(held))
        .toList();
  }

  private Collection<ContractLine> reach(ContractLine root) {
    Set<ContractLine> reached = new LinkedHashSet<>();
    Deque<ContractLine> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      ContractLine next = open.pop();
      lines.values().stream()
          .filter(line -> line.isHeldType() && next.mentions(line) && reached.add(line))
          .forEach(open::add);
    }
    return reached;
  }
}
