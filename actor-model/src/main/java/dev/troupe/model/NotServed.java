package dev.troupe.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The tenant is not served, and so nothing was started for it. */
public final class NotServed extends Failure {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  /** Why a tenant is not served. */
  public enum Reason {
    /** There is no tenant of this name. */
    UNKNOWN_TENANT("is not known"),
    /** It is suspended, and nothing is done for it until it is resumed. */
    TENANT_SUSPENDED("is suspended"),
    /** Its data are erased, or are being erased. */
    TENANT_ERASED("is erased");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  /** Says whom, and why not. */
  public NotServed(TenantId tenant, Reason reason) {
    this("tenant '%s' %s".formatted(tenant, reason.sentence), reason);
  }

  /** A failure that says this. */
  public NotServed(String message, Reason reason) {
    super(message);
    this.reason = reason;
  }

  /** Why it is not served. */
  public Reason reason() {
    return reason;
  }

  @Override
  public String code() {
    return codeOf(reason);
  }

  /** The reason of this code, if it is one of these. */
  public static Optional<Reason> reasonOf(String code) {
    for (Reason each : Reason.values()) {
      if (codeOf(each).equals(code)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static String codeOf(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
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
