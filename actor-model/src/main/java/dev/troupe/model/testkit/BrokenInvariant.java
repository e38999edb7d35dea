package dev.troupe.model.testkit;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An invariant of a simulation does not hold after some steps; its message has them as a list, and
 * the seed that leads there.
 */
public final class BrokenInvariant extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String invariant;
  private final @Nullable Long seed;
  private final String[] steps;

  BrokenInvariant(String invariant, @Nullable Long seed, List<String> steps, String message) {
    super(message);
    this.invariant = invariant;
    this.seed = seed;
    this.steps = steps.toArray(String[]::new);
  }

  /** The name of the invariant. */
  public String invariant() {
    return invariant;
  }

  /** The seed that leads there; none if the steps were written down in a test. */
  public OptionalLong seed() {
    return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
  }

  /** The steps that are left of those that the seed led to, each with what came of it. */
  public List<String> steps() {
    return List.of(steps);
  }
}
