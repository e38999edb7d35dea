package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/**
 * The entity, its node or its database could not serve now; the command may or may not have been
 * done.
 */
public final class Unavailable extends Failure {
  private static final long serialVersionUID = 1L;
  private final Duration retryAfter;

  /** A failure that says this, worth another try after a second. */
  public Unavailable(String message) {
    this(message, Duration.ofSeconds(1));
  }

  /** A failure that says this, worth another try after this long. */
  public Unavailable(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  @Override
  public String code() {
    return "unavailable";
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.of(retryAfter);
  }

  @Override
  public boolean isOutcomeUnknown() {
    return true;
  }
}
