package dev.troupe.tenants.auth;

import dev.troupe.model.TenantId;
import dev.troupe.tenants.audit.AuditEntry;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Whether who asks may do it. What is not allowed is refused. Pure. */
public sealed interface Access {

  /**
   * It may.
   *
   * @param by the grant that lets it into another tenant, if that is where it goes
   */
  record Allowed(Optional<Grant> by) implements Access {}

  /**
   * It may not.
   *
   * @param reason for programs
   * @param detail a sentence that does not depend on what exists
   */
  record Refused(Reason reason, String detail) implements Access {

    /**
     * What the audit keeps of it.
     *
     * @param who was refused
     * @param tenant whose data it was about; empty if that is not known
     * @param type of the entity, or {@link Permissions#OPERATOR}
     * @param command what was to be done
     */
    public AuditEntry entry(Principal who, String tenant, String type, String command, Instant at) {
      return AuditEntry.refused(
          at, who.subject(), tenant, reason.code(), type + ":" + command, detail);
    }
  }

  /** Why it may not. */
  enum Reason {
    /** It works with another tenant's data, or none's. */
    OTHER_TENANT,
    /** No scope of it includes the command. */
    LACKS_SCOPE;

    /** In kebab-case. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Whether this principal may send this command to an entity of this tenant.
   *
   * <p>To another tenant's it may only by a {@link Grant} that has not ended, and only what both
   * the grant and its own scopes include.
   *
   * @param tenant whose entity it is
   * @param type the entity's or actor's type
   * @param command what the command, query or message is called
   * @throws dev.troupe.model.Unavailable if it is another tenant's, and the grants are not known
   */
  static Access decide(
      Principal principal,
      TenantId tenant,
      String type,
      String command,
      Grants grants,
      Instant now) {
    Optional<Grant> grant = Optional.empty();
    if (!principal.tenant().equals(Optional.of(tenant))) {
      grant =
          principal
              .tenant()
              .flatMap(own ->
                  grants.between(tenant, own).stream()
                      .filter(each -> each.of().equals(tenant) && each.to().equals(own))
                      .filter(each -> each.allows(type, command, now))
                      .findFirst());
      if (grant.isEmpty()) {
        return new Refused(
            Reason.OTHER_TENANT, "who asks does not belong to the tenant '%s'".formatted(tenant));
      }
    }
    return principal.permissions().allows(type, command)
        ? new Allowed(grant)
        : lacks(type, command);
  }

  /** Whether this principal may do this to tenants, which is allowed by no entity's scope. */
  static Access operator(Principal principal, String verb) {
    return principal.permissions().allows(Permissions.OPERATOR, verb)
        ? new Allowed(Optional.empty())
        : lacks(Permissions.OPERATOR, verb);
  }

  private static Access lacks(String type, String command) {
    return new Refused(
        Reason.LACKS_SCOPE, "who asks lacks the scope '%s:%s'".formatted(type, command));
  }
}
