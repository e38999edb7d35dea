package dev.troupe.model.testkit;

import static dev.troupe.model.testkit.ContractDifference.Finding.harmless;

import dev.troupe.model.testkit.ContractDifference.Effect;
import dev.troupe.model.testkit.ContractDifference.Finding;
import dev.troupe.model.testkit.ContractLine.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares the frozen lines of one entity type with the present ones. */
final class ContractComparison {
  private final ContractSection was;
  private final ContractSection is;

  private ContractComparison(ContractSection was, ContractSection is) {
    this.was = was;
    this.is = is;
  }

  /** What differs between two contract files, by entity type; the order of lines does not count. */
  static List<ContractDifference> of(String frozen, String present) {
    Map<String, ContractSection> before = ContractSection.parse(frozen);
    Map<String, ContractSection> now = ContractSection.parse(present);
    Set<String> types = new TreeSet<>(before.keySet());
    types.addAll(now.keySet());
    List<ContractDifference> differences = new ArrayList<>();
    for (String type : types) {
      var was = before.getOrDefault(type, ContractSection.empty(type));
      var is = now.getOrDefault(type, ContractSection.empty(type));
      differences.addAll(new ContractComparison(was, is).differences());
    }
    return differences;
  }

  private List<ContractDifference> differences() {
    if (was.lines().isEmpty()) {
      return List.of(difference(was.texts(), is.texts(), List.of(harmless("a new entity type"))));
    }
    if (is.lines().isEmpty()) {
      return List.of(difference(was.texts(), is.texts(), List.of(typeIsGone())));
    }
    List<ContractDifference> differences = new ArrayList<>();
    Set<ContractLine> known = new HashSet<>();
    for (ContractLine line : was.lines().values()) {
      Optional<ContractLine> next = is.successorOf(line);
      next.ifPresent(known::add);
      List<String> now = next.map(each -> List.of(each.text())).orElse(List.of());
      if (!now.contains(line.text())) {
        var findings = next.map(each -> changed(line, each)).orElseGet(() -> List.of(gone(line)));
        differences.add(difference(List.of(line.text()), now, findings));
      }
    }
    is.lines().values().stream()
        .filter(line -> !known.contains(line))
        .map(line -> difference(List.of(), List.of(line.text()), List.of(added(line))))
        .forEach(differences::add);
    return differences;
  }

  private ContractDifference difference(
      List<String> before, List<String> now, List<Finding> findings) {
    return new ContractDifference(was.type(), before, now, findings);
  }

  private static Finding typeIsGone() {
    return new Finding(
        Effect.STORED, "nothing reads its journal any more; name it in the test and register it");
  }

  private static Finding added(ContractLine line) {
    return switch (line.kind()) {
      case COMMAND -> harmless("a new command");
      case EVENT -> harmless("a new event");
      default -> harmless("a new type; the lines that hold it say what that means");
    };
  }

  private Finding gone(ContractLine line) {
    String name = line.title().name();
    return switch (line.kind()) {
      case COMMAND ->
          new Finding(
              Effect.SENT,
              "'%s' is understood no more; if it has a new name, register .renamed(\"%s\", %s)"
                  .formatted(name, name, newNameOf(line)));
      case EVENT ->
          new Finding(
              Effect.STORED,
              "'%s' can be read no more; if it has a new name, register .renamed(\"%s\", %s), else keep its record"
                  .formatted(name, name, newNameOf(line)));
      default -> harmless("held no more; the lines that held it say what that means");
    };
  }

  /** The class of the one new message with the same fields, if it can be guessed. */
  private String newNameOf(ContractLine gone) {
    List<ContractLine> candidates =
        is.lines().values().stream()
            .filter(line -> line.kind() == gone.kind() && !was.lines().containsKey(line.key()))
            .filter(line -> line.fields().equals(gone.fields()))
            .toList();
    return candidates.size() == 1 ? className(candidates.getFirst()) : "NewName.class";
  }

  /** The class that a kebab-case name came from. */
  private static String className(ContractLine line) {
    StringBuilder name = new StringBuilder();
    for (String word : line.title().name().split("-", -1)) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return name + ".class";
  }

  private List<Finding> changed(ContractLine before, ContractLine now) {
    List<Finding> findings = ContractChanges.ofTitle(before, now);
    Optional<String> pardon = pardon(before, now);
    if (pardon.isPresent()) {
      findings.add(harmless(pardon.get()));
      return findings;
    }
    List<ContractLine> events =
        before.isHeldType() ? was.holders(before, this::isNotLifted) : List.of();
    boolean stored = before.kind() == Kind.EVENT || !events.isEmpty();
    findings.addAll(
        new ContractChanges(stored ? Effect.STORED : Effect.SENT, advice(now, events))
            .ofShape(before, now));
    return findings.isEmpty() ? List.of(harmless("the order has no meaning")) : findings;
  }

  /** Why the shape may change as it likes. */
  private Optional<String> pardon(ContractLine before, ContractLine now) {
    if (before.kind() == Kind.STATE) {
      return Optional.of("a snapshot that can't be read is made anew from the events");
    }
    if (before.kind() == Kind.EVENT && isLifted(before, now)) {
      return Optional.of("upcasters lift what is stored to version " + now.title().version());
    }
    if (!before.isHeldType() || !was.holders(before, this::isBinding).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        was.holders(before, line -> line.kind() == Kind.EVENT).isEmpty()
            ? "only a state holds it, and a snapshot that can't be read is made anew from the events"
            : "upcasters lift each event that holds it");
  }

  private boolean isBinding(ContractLine line) {
    return line.kind() == Kind.COMMAND || isNotLifted(line);
  }

  private boolean isNotLifted(ContractLine line) {
    return line.kind() == Kind.EVENT
        && is.successorOf(line).filter(now -> isLifted(line, now)).isEmpty();
  }

  private static boolean isLifted(ContractLine before, ContractLine now) {
    return now.title().version() > before.title().version()
        && now.title().oldest() <= before.title().version();
  }

  private String advice(ContractLine now, List<ContractLine> events) {
    List<ContractLine> lifted = now.kind() == Kind.EVENT ? List.of(now) : events;
    return lifted.isEmpty()
        ? "keep the old shape, and add a new command for the new one"
        : lifted.stream()
            .map(event -> is.successorOf(event).orElse(event))
            .map(event -> "register .upcasting(%s, fields -> ...)".formatted(className(event)))
            .reduce((some, more) -> some + " and " + more.replace("register ", ""))
            .orElseThrow();
  }
}
