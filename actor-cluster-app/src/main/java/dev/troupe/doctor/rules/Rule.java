package dev.troupe.doctor.rules;

import dev.troupe.doctor.facts.Facts;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One thing that an installation should be like.
 *
 * @param id by which it is known, for ever
 * @param severity how bad it is if it is not so
 * @param title what is wrong then
 * @param reason why that is bad
 * @param fix what to do
 * @param check finds what is wrong
 */
public record Rule(
    String id, Severity severity, String title, String reason, String fix, Check check) {
  private static final Pattern ID = Pattern.compile("[a-z]+(-[a-z]+)*");
  private static final String PAGE = "docs/operating/doctor.md#";

  /** Finds what is wrong, and shows the values that it saw; never one that is secret. */
  @FunctionalInterface
  public interface Check {
    /** What was seen that is wrong; none if all is right or nobody looked. */
    Stream<String> in(Facts facts);
  }

  /** Checks the id. */
  public Rule {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "rule id must be words with dashes, was '%s'".formatted(id));
    }
  }

  static Rule error(String id, String title, String reason, String fix, Check check) {
    return new Rule(id, Severity.ERROR, title, reason, fix, check);
  }

  static Rule warning(String id, String title, String reason, String fix, Check check) {
    return new Rule(id, Severity.WARNING, title, reason, fix, check);
  }

  static Rule info(String id, String title, String reason, String fix, Check check) {
    return new Rule(id, Severity.INFO, title, reason, fix, check);
  }

  /** What is wrong in these facts; that they can't be checked, if a value is none of its kind. */
  public List<Finding> findings(Facts facts) {
    try {
      return check.in(facts).map(evidence -> new Finding(this, evidence)).toList();
    } catch (RuntimeException e) {
      return List.of(new Finding(this, "can't be checked: " + e.getMessage()));
    }
  }

  /** Where it is explained. */
  public String page() {
    return PAGE + id;
  }
}
