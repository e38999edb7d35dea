package dev.troupe.doctor.rules;

/**
 * Something that is not as it should be.
 *
 * @param rule what it should be like
 * @param evidence what was seen
 */
public record Finding(Rule rule, String evidence) {
  @Override
  public String toString() {
    return "%s %s: %s".formatted(rule.severity().word(), rule.id(), evidence);
  }
}
