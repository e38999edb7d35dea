package dev.troupe.tenants.auth;

import dev.troupe.model.TenantId;
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

  /** Refuses a grant to the tenant itself, one that grants nothing, and one without a reason. */
  public Grant {
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

  /** Whether it lets this command through now. */
  boolean allows(String type, String command, Instant now) {
    return now.isBefore(until) && permissions.allows(type, command);
  }
}
