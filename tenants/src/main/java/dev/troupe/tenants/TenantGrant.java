package dev.troupe.tenants;

import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.Grant;
import dev.troupe.tenants.auth.Permissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A tenant's leave for another to work with its data, as the tenant's own record has it.
 *
 * @param to the name of the tenant that is let in
 * @param scopes what it may do, each once and in their order
 * @param until when it ends, itself not included
 * @param by who gave it, and why
 */
public record TenantGrant(String to, List<String> scopes, Instant until, By by) {

  /** Keeps each scope once, and the list from being changed later. */
  public TenantGrant {
    scopes = List.copyOf(new TreeSet<>(scopes));
  }

  /** Whether the other takes the place of this one. */
  boolean isLike(TenantGrant other) {
    return to.equals(other.to) && scopes.equals(other.scopes);
  }

  /**
   * What it lets through into the data of this tenant; nothing where a newer build wrote what this
   * one does not know.
   */
  Optional<Grant> into(TenantId tenant) {
    Permissions permissions = Permissions.of(scopes);
    return !TenantId.isValid(to) || to.equals(tenant.value()) || permissions.scopes().isEmpty()
        ? Optional.empty()
        : Optional.of(new Grant(tenant, TenantId.of(to), permissions, until, by.why()));
  }
}
