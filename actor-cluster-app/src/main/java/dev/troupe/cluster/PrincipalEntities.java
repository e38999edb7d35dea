package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.Forbidden;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.auth.Access;
import dev.troupe.tenants.auth.Grants;
import dev.troupe.tenants.auth.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * The entities of the cluster as one principal may ask them: those of its tenant, and of a tenant
 * that granted it access, for what its scopes include. Immutable and thread-safe.
 *
 * <p>Each command is looked at, so a grant that ends in between counts no more. A reference to what
 * may not be asked is as good as any; it is the question that is {@link Forbidden}, whether or not
 * there is such a tenant or entity. What a grant lets in counts against the limits of the tenant
 * that gave it.
 */
public final class PrincipalEntities {
  private final Entities entities;
  private final Principal principal;
  private final Grants grants;
  private final InstantSource clock;
  private final Consumer<AuditEntry> audit;

  PrincipalEntities(
      Entities entities,
      Principal principal,
      Grants grants,
      InstantSource clock,
      Consumer<AuditEntry> audit) {
    this.entities = entities;
    this.principal = principal;
    this.grants = grants;
    this.clock = clock;
    this.audit = audit;
  }

  /** Who asks. */
  public Principal principal() {
    return principal;
  }

  /**
   * A tenant's entity.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public <N> PrincipalEntityRef<N> refFor(EntityType<N> type, TenantId tenant, String id) {
    return new PrincipalEntityRef<>(this, type, entities.refFor(type, tenant, id));
  }

  /**
   * A tenant's plain Pekko actor.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public <M> PrincipalActorRef<M> refFor(ActorType<M> type, TenantId tenant, String id) {
    return new PrincipalActorRef<>(
        this,
        type.name(),
        EntityKey.of(tenant, id),
        entities.refFor(type, tenant, id),
        entities.door());
  }

  /**
   * Lets this message through.
   *
   * @param name what the command, query or message is called, in kebab-case
   * @return on whose behalf it is sent: the principal's tenant, or the one that granted it access,
   *     and then the audit has who asked and by which grant
   * @throws Forbidden if the principal may not send it
   * @throws dev.troupe.model.Unavailable if that can't be known now
   */
  TenantId require(TenantId tenant, String type, String name) {
    Instant now = clock.instant();
    return switch (Access.decide(principal, tenant, type, name, grants, now)) {
      case Access.Refused refused -> {
        audit.accept(refused.entry(principal, tenant.value(), type, name, now));
        throw new Forbidden(refused.detail());
      }
      case Access.Allowed allowed -> {
        allowed.by().ifPresent(grant -> audit.accept(grant.used(principal, type, name, now)));
        yield allowed.by().isPresent() ? tenant : principal.tenant().orElse(TenantId.SYSTEM);
      }
    };
  }
}
