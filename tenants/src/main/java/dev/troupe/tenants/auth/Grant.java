package dev.troupe.tenants.auth;

import dev.troupe.model.TenantId;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import java.time.Instant;

/**
 * One tenant's leave for another to work with its data, until a day.
 *
 * @param of whose data it is
 * @param to who may work with it
 * @param permissions what may be done; who asks needs them of its own as well
 * @param until when it ends, itself not included
 * @param why what it is for
 */
public record Grant(TenantId of, TenantId to, Permissions permissions, Instant until, String why) {

  /** What the audit calls it when one is used. */
  public static final String USED = "use-grant";

  /**
   * Refuses a grant to the tenant itself, one that grants nothing, one without a reason, and the
   * system's.
   */
  public Grant {
    if (of.isSystem() || to.isSystem()) {
      throw new IllegalArgumentException(
          "grant of '%s' to '%s': the system grants nothing and is granted nothing"
              .formatted(of, to));
    }
    if (of.equals(to)) {
      throw new IllegalArgumentException(
          "grant of '%s' is to itself; a tenant needs none for its own".formatted(of));
    }
    if (permissions.scopes().isEmpty()) {
      throw new IllegalArgumentException(
          "grant of '%s' to '%s' permits nothing; name a scope, such as 'account:get-balance'"
              .formatted(of, to));
    }
    if (why.isBlank()) {
      throw new IllegalArgumentException(
          "grant of '%s' to '%s' has no reason; say why".formatted(of, to));
    }
  }

  /**
   * Whether it lets this command through now. Never what is done to the tenant as a whole, of which
   * giving grants is a part, whatever its scopes are.
   */
  boolean allows(String type, String command, Instant now) {
    return now.isBefore(until)
        && !type.equals(Permissions.TENANT)
        && permissions.allows(type, command);
  }

  /**
   * What the audit keeps of that it let somebody in: who, of which tenant, by which grant.
   *
   * @param type of the entity or actor
   * @param command what was sent
   */
  public AuditEntry used(Principal who, String type, String command, Instant at) {
    return new AuditEntry(
        at,
        who.subject(),
        of.value(),
        USED,
        type + ":" + command,
        Outcome.DONE,
        "who asks is of tenant '%s', granted until '%s' '%s': %s"
            .formatted(to, until, permissions, why));
  }
}
