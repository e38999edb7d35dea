package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/** Who asks may not do this; nothing was done, and it will not be the next time. */
public final class Forbidden extends Failure {
  private static final long serialVersionUID = 1L;

  /** A failure that says this; the same whether or not what was asked for exists. */
  public Forbidden(String message) {
    super(message);
  }

  @Override
  public String code() {
    return "forbidden";
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
