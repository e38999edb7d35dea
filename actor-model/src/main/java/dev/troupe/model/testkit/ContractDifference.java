package dev.troupe.model.testkit;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * One subject whose frozen lines and present lines differ, and what that means.
 *
 * @param type the entity type's name
 * @param was its lines in the file; none if it is new
 * @param is its lines now; none if it is gone
 * @param findings what that means, each on its own
 */
record ContractDifference(String type, List<String> was, List<String> is, List<Finding> findings) {

  /** Whom a difference hurts. */
  enum Effect {
    HARMLESS("harmless"),
    STORED("breaks what is stored"),
    SENT("breaks what is sent");

    private final String text;

    Effect(String text) {
      this.text = text;
    }
  }

  /** A sentence on a difference, with what to do if it hurts. */
  record Finding(Effect effect, String text) {
    static Finding harmless(String text) {
      return new Finding(Effect.HARMLESS, text);
    }
  }

  /** Whether anything in it hurts. */
  boolean breaks() {
    return findings.stream().anyMatch(each -> each.effect() != Effect.HARMLESS);
  }

  /** The lines, and below them what they mean. */
  String text() {
    return was.stream().map("- %s\n"::formatted).collect(joining())
        + is.stream().map("+ %s\n"::formatted).collect(joining())
        + findings.stream()
            .map(each -> "    %s: %s\n".formatted(each.effect().text, each.text()))
            .collect(joining());
  }
}
