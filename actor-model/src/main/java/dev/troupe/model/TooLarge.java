package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/** A command, event or reply is larger than may be sent or stored; nothing was done. */
public final class TooLarge extends Failure {
  private static final long serialVersionUID = 1L;

  /** A failure that says this. */
  public TooLarge(String message) {
    super(message);
  }

  @Override
  public String code() {
    return "too-large";
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
