package dev.troupe.tenants.auth;

import dev.troupe.model.TenantId;
import java.util.Optional;

/**
 * Who asks, once that is believed. Immutable.
 *
 * @param subject who it is at the issuer, 1 to 255 characters
 * @param tenant whose data it works with; empty for an operator, who works with no tenant's
 * @param permissions what it may do
 */
public record Principal(String subject, Optional<TenantId> tenant, Permissions permissions) {
  private static final int LONGEST_SUBJECT = 255;

  /** Checks the subject. */
  public Principal {
    if (!isSubject(subject)) {
      throw new IllegalArgumentException(
          "subject must be 1 to %d characters without controls, was %d long"
              .formatted(LONGEST_SUBJECT, subject.length()));
    }
  }

  /** Someone who works with this tenant's data. */
  public static Principal of(String subject, TenantId tenant, Permissions permissions) {
    return new Principal(subject, Optional.of(tenant), permissions);
  }

  /** Someone who works with no tenant's data, but may have tenants to look after. */
  public static Principal operator(String subject, Permissions permissions) {
    return new Principal(subject, Optional.empty(), permissions);
  }

  /** Whether text can name someone, in a log as well. */
  static boolean isSubject(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_SUBJECT
        && text.chars().noneMatch(Character::isISOControl);
  }
}
