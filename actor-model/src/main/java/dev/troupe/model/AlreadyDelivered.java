package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A message of the outbox or a firing of a reminder was done before, or cancelled, and so nothing
 * was done now; whoever delivers it may forget it.
 */
public final class AlreadyDelivered extends Failure {
  private static final long serialVersionUID = 1L;

  /** A failure that says this. */
  public AlreadyDelivered(String message) {
    super(message);
  }

  @Override
  public String code() {
    return "already-delivered";
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
