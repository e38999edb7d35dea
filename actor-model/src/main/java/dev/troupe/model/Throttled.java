package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/** A limit was reached, and so the command was not started. */
public final class Throttled extends Failure {
  private static final long serialVersionUID = 1L;
  private final String limit;
  private final long allowed;
  private final Duration retryAfter;

  /**
   * Says which limit, and of whom.
   *
   * @param subject whose limit it is, such as {@code tenant acme}
   * @param limit the setting's name
   * @param allowed how many it allows
   * @param retryAfter how long to wait before sending it again
   */
  public Throttled(String subject, String limit, long allowed, Duration retryAfter) {
    super("%s is at its limit '%s' of %d; send it again later".formatted(subject, limit, allowed));
    this.limit = limit;
    this.allowed = allowed;
    this.retryAfter = retryAfter;
  }

  /** The setting that was reached. */
  public String limit() {
    return limit;
  }

  /** How many it allows. */
  public long allowed() {
    return allowed;
  }

  @Override
  public String code() {
    return "throttled";
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.of(retryAfter);
  }

  @Override
  public boolean isOutcomeUnknown() {
    return false;
  }
}
