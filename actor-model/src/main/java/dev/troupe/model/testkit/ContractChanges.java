package dev.troupe.model.testkit;

import static dev.troupe.model.testkit.ContractDifference.Finding.harmless;

import dev.troupe.model.testkit.ContractDifference.Effect;
import dev.troupe.model.testkit.ContractDifference.Finding;
import dev.troupe.model.testkit.ContractLine.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What two lines of one subject say differently.
 *
 * @param effect of what can't be read as it was written
 * @param advice what to do about it
 */
record ContractChanges(Effect effect, String advice) {
  private static final Map<String, String> BOXES =
      Map.of(
          "boolean", "Boolean",
          "byte", "Byte",
          "short", "Short",
          "char", "Character",
          "int", "Integer",
          "long", "Long",
          "float", "Float",
          "double", "Double");

  /** Names that came or went, and a version that went down. */
  static List<Finding> ofTitle(ContractLine was, ContractLine is) {
    Effect effect = was.kind() == ContractLine.Kind.EVENT ? Effect.STORED : Effect.SENT;
    List<Finding> findings = new ArrayList<>();
    for (String name : was.title().formerNames()) {
      if (!isKnownAs(name, is)) {
        findings.add(
            new Finding(
                effect,
                "'%s' is understood no more; register .renamed(\"%s\", ...) again"
                    .formatted(name, name)));
      }
    }
    for (String name : is.title().formerNames()) {
      if (!was.title().formerNames().contains(name)) {
        findings.add(harmless("'%s' is read as '%s'".formatted(name, is.title().name())));
      }
    }
    if (is.title().version() < was.title().version()) {
      findings.add(
          new Finding(
              effect,
              "version %d is stored, and the latest known is %d; register its upcasters again"
                  .formatted(was.title().version(), is.title().version())));
    }
    if (is.title().oldest() > was.title().version()) {
      findings.add(
          new Finding(
              effect,
              "version %d is stored, and none below %d is read; register .upcasting(...) instead of .startingAt(...)"
                  .formatted(was.title().version(), is.title().oldest())));
    }
    return findings;
  }

  private static boolean isKnownAs(String name, ContractLine line) {
    return line.title().name().equals(name) || line.title().formerNames().contains(name);
  }

  /** Components, constants and permitted names that came, went or changed, and the answer. */
  List<Finding> ofShape(ContractLine was, ContractLine is) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Field> before = byName(was);
    Map<String, Field> now = byName(is);
    before.forEach((name, field) -> {
      Field next = now.get(name);
      if (next == null) {
        findings.add(breaking("'%s' is gone".formatted(name)));
      } else if (!next.type().equals(field.type())) {
        findings.add(retyped(field, next));
      }
    });
    now.forEach((name, field) -> {
      if (!before.containsKey(name)) {
        findings.add(added(field));
      }
    });
    if (!was.answer().equals(is.answer())) {
      findings.add(
          breaking("it is answered with %s, no more %s".formatted(is.answer(), was.answer())));
    }
    return findings;
  }

  private static Map<String, Field> byName(ContractLine line) {
    Map<String, Field> fields = new LinkedHashMap<>();
    line.fields().forEach(field -> fields.put(field.name(), field));
    return fields;
  }

  private Finding breaking(String what) {
    return new Finding(effect, what + "; " + advice);
  }

  private Finding added(Field field) {
    if (field.type().isEmpty()) {
      return harmless("'%s' is new".formatted(field.name()));
    }
    return field.mayBeMissing()
        ? harmless("'%s' is new and may be missing".formatted(field.name()))
        : new Finding(
            effect,
            "'%s' is new and required; make it @Nullable or Optional, or %s"
                .formatted(field.name(), advice));
  }

  private Finding retyped(Field was, Field is) {
    boolean sameValues = valueOf(was).equals(valueOf(is));
    boolean required = was.mayBeMissing() && !is.mayBeMissing();
    return sameValues && !required
        ? harmless("'%s' was %s and is %s".formatted(is.name(), was.type(), is.type()))
        : breaking("'%s' was %s and is %s".formatted(is.name(), was.type(), is.type()));
  }

  /**
   * The type of what is written if anything is: a long, a Long and an Optional of it look alike.
   */
  private static String valueOf(Field field) {
    String type = field.type().replaceFirst("\\?$", "").replaceFirst("^Optional<(.*)>$", "$1");
    return BOXES.getOrDefault(type, type);
  }
}
