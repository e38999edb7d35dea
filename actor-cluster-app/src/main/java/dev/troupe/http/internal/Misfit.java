package dev.troupe.http.internal;

import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a body does not fit its record.
 *
 * @param field where, such as {@code lines[2].cents}; empty for the body as a whole
 * @param code {@code invalid-field}, or {@code too-large}
 * @param what what is wrong, to follow the field's name
 * @param expected what was expected, if it is one thing
 */
record Misfit(String field, ProblemCode code, String what, @Nullable String expected) {

  static Misfit mustBe(String field, Shape shape, String actual) {
    return new Misfit(
        field,
        ProblemCode.INVALID_FIELD,
        "must be %s, was %s".formatted(shape.words(), actual),
        shape.words());
  }

  static Misfit missing(String field, Shape shape) {
    return new Misfit(
        field, ProblemCode.INVALID_FIELD, "is missing; it must be " + shape.words(), shape.words());
  }

  static Misfit of(String field, String what) {
    return new Misfit(field, ProblemCode.INVALID_FIELD, what, null);
  }

  /** The problem that the sender of a command of this name is told. */
  Problem problem(String command) {
    String subject = field.isEmpty() ? "the body" : "field '%s'".formatted(field);
    Problem problem = Problem.of(code, "%s: %s %s".formatted(command, subject, what));
    if (!field.isEmpty()) {
      problem = problem.with("field", field);
    }
    return expected == null ? problem : problem.with("expected", expected);
  }
}
