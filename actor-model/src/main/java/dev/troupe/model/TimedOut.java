package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/** No answer came before the deadline; the command may or may not have been done. */
public final class TimedOut extends Failure {
  private static final long serialVersionUID = 1L;

  /** A failure that says this. */
  public TimedOut(String message) {
    super(message);
  }

  @Override
  public String code() {
    return "timed-out";
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.of(Duration.ofSeconds(1));
  }

  @Override
  public boolean isOutcomeUnknown() {
    return true;
  }
}
