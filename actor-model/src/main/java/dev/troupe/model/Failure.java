package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What the platform could not do. Never a {@link Reply}: the domain has not spoken, or its word did
 * not arrive.
 *
 * <p>Each kind says whether the command may have been done all the same. Where it may, sending it
 * again with the same {@link CommandId} is safe, and without one is not.
 */
public abstract sealed class Failure extends RuntimeException
    permits TimedOut,
        Unavailable,
        Throttled,
        TooLarge,
        Broken,
        AlreadyDelivered,
        NotServed,
        Forbidden {
  private static final long serialVersionUID = 1L;

  Failure(String message) {
    super(message);
  }

  /** A stable word in kebab-case, for programs. */
  public abstract String code();

  /** How long to wait before sending it again; empty if that would not help. */
  public abstract Optional<Duration> retryAfter();

  /** Whether the command may have been done although no answer came. */
  public abstract boolean isOutcomeUnknown();
}
