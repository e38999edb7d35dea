package dev.troupe.tenants.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that somebody did, or was kept from. Immutable.
 *
 * <p>Holds nothing of what a tenant stores: no payload, no token. Texts that are longer than {@link
 * #LONGEST} characters are cut.
 *
 * @param at when, by the clock of the node; for people, never an order
 * @param principal who, as the token says, or the name of a node
 * @param tenant whose; empty if it is no tenant's
 * @param action what, in kebab-case, such as {@code suspend} or {@code other-tenant}
 * @param target which type and command, as in {@code account:deposit}, or empty
 * @param outcome how it ended
 * @param detail why, or what more there is to say
 */
public record AuditEntry(
    Instant at,
    String principal,
    String tenant,
    String action,
    String target,
    Outcome outcome,
    String detail) {
  /** The most characters that a text keeps. */
  public static final int LONGEST = 500;

  /** How something ended. */
  public enum Outcome {
    /** It was done. */
    DONE,
    /** Who asked may not do it. */
    REFUSED,
    /** It was allowed and could not be done. */
    FAILED
  }

  /** Cuts what is too long, and the time to milliseconds. */
  public AuditEntry {
    at = at.truncatedTo(ChronoUnit.MILLIS);
    principal = cut(principal);
    tenant = cut(tenant);
    action = cut(action);
    target = cut(target);
    detail = cut(detail);
  }

  /**
   * That something was not allowed.
   *
   * @param target which entity or type and which command, as a scope has them
   */
  public static AuditEntry refused(
      Instant at, String principal, String tenant, String action, String target, String detail) {
    return new AuditEntry(at, principal, tenant, action, target, Outcome.REFUSED, detail);
  }

  /** Without half of a character at the end, or a NUL, neither of which a database takes. */
  private static String cut(String text) {
    String whole = text.replace("\0", "");
    if (whole.length() <= LONGEST) {
      return whole;
    }
    int end = Character.isHighSurrogate(whole.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return whole.substring(0, end);
  }
}
