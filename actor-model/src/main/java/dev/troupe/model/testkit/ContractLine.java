package dev.troupe.model.testkit;

import dev.troupe.model.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of a contract file, taken apart.
 *
 * @param kind its first word
 * @param title what it is called
 * @param fields the components of a record, or the names an enum or a sealed interface lists
 * @param answer what a command is answered with, else empty
 * @param text the line itself
 */
record ContractLine(Kind kind, Title title, List<Field> fields, String answer, String text) {
  private static final Pattern LINE =
      Pattern.compile(
          "(?<kind>entity|command|event|state|record|enum|sealed)"
              + "(?: (?<name>[^\\s#{\\[]+)(?:#(?<version>\\d{1,9}))?)?"
              + "(?: from (?<oldest>\\d{1,9}))?"
              + "(?: formerly (?<former>[^{\\[]+))?"
              + "(?: (?:\\{(?<fields>.*)}|\\[(?<names>.*)]))?"
              + "(?: -> (?<answer>.+))?");
  private static final Pattern FIELD = Pattern.compile("([^\\s:]+): (.+)");
  private static final Pattern WORD = Pattern.compile("[^<>,?\\s]+");

  /** What a line is about. */
  enum Kind {
    ENTITY,
    COMMAND,
    EVENT,
    STATE,
    RECORD,
    ENUM,
    SEALED
  }

  /**
   * What a line's subject is, and was, called.
   *
   * @param version of an event, counted from 1; 0 for all else
   * @param oldest the oldest version of an event that is read
   */
  record Title(String name, int version, int oldest, List<String> formerNames) {}

  /**
   * A component, or one of the names of an enum or a sealed interface.
   *
   * @param type empty for a mere name
   */
  record Field(String name, String type) {

    /** Whether what was written without it can be read. */
    boolean mayBeMissing() {
      return type.isEmpty() || type.endsWith("?") || type.startsWith("Optional");
    }
  }

  /** Takes the line apart; empty if it is not one of a contract. */
  static Optional<ContractLine> parse(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>();
    for (String each : split(line.group("fields"))) {
      Matcher field = FIELD.matcher(each);
      if (!field.matches()) {
        return Optional.empty();
      }
      fields.add(new Field(field.group(1), field.group(2)));
    }
    split(line.group("names")).forEach(each -> fields.add(new Field(each, "")));
    Kind kind = Kind.valueOf(line.group("kind").toUpperCase(Locale.ROOT));
    int version = number(line.group("version"), 0);
    int oldest = number(line.group("oldest"), Math.min(version, 1));
    List<String> former = split(line.group("former"));
    Title title = new Title(orEmpty(line.group("name")), version, oldest, former);
    return Optional.of(new ContractLine(kind, title, fields, orEmpty(line.group("answer")), text));
  }

  /** What no other line of its entity type may share. */
  String key() {
    return kind + " " + title.name();
  }

  /** Whether it shows the shape of a type that messages hold. */
  boolean isHeldType() {
    return kind == Kind.RECORD || kind == Kind.ENUM || kind == Kind.SEALED;
  }

  /** Whether a component, the answer or a permitted name of this line means that type. */
  boolean mentions(ContractLine held) {
    String name = held.title.name();
    String permitted = Names.kebab(name.substring(name.lastIndexOf('.') + 1));
    return words(answer).contains(name)
        || fields.stream()
            .anyMatch(field ->
                field.type().isEmpty()
                    ? field.name().equals(permitted)
                    : words(field.type()).contains(name));
  }

  /** Splits at each comma that is not within a type's arguments. */
  private static List<String> split(@Nullable String list) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int depth = 0;
    for (char c : (list == null ? "" : list + ",").toCharArray()) {
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(part.toString().strip());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.removeIf(String::isEmpty);
    return List.copyOf(parts);
  }

  private static List<String> words(String type) {
    return WORD.matcher(type).results().map(MatchResult::group).toList();
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
