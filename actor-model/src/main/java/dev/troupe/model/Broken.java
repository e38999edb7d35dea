package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/** The entity's own code failed on this command; nothing was done, and it will fail again. */
public final class Broken extends Failure {
  private static final long serialVersionUID = 1L;

  /** A failure that says this. */
  public Broken(String message) {
    super(message);
  }

  @Override
  public String code() {
    return "broken";
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  @Override
  public boolean isOutcomeUnknown() {
    return false;
  }
}
