package dev.troupe.model;

import java.time.Duration;
import java.util.Optional;

/** A limit was reached, and so the command was not started. */
public final class Throttled extends Failure {
  private static final long serialVersionUID = 1L;
  private final String limit;
  private final long used;
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
    this(subject, limit, allowed, allowed, retryAfter);
  }

  /**
   * The same of a subject that does not use just as many as it may: more, since the limit was
   * lowered or is counted from time to time, or fewer, if one command would take it beyond.
   *
   * @param used how many it uses, as far as is known
   */
  public Throttled(String subject, String limit, long used, long allowed, Duration retryAfter) {
    super("%s is at its limit '%s' of %d; send it again later".formatted(subject, limit, allowed));
    this.limit = limit;
    this.used = used;
    this.allowed = allowed;
    this.retryAfter = retryAfter;
  }

  /** The setting that was reached. */
  public String limit() {
    return limit;
  }

  /** How many are used, as far as is known. */
  public long used() {
    return used;
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
