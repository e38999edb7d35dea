package dev.troupe.cluster;

import dev.troupe.actor.TopicType;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.auth.Principal;

/**
 * The topics of the cluster as one principal may use them: those of its tenant, and of a tenant
 * that granted it access, to publish with the scope {@code type:publish} and to subscribe with
 * {@code type:subscribe}. Immutable and thread-safe.
 *
 * <p>Each use of a reference is looked at. A subscription lasts until it is ended, whatever becomes
 * of the right to it.
 */
public final class PrincipalTopics {
  private final Topics topics;
  private final PrincipalEntities access;

  PrincipalTopics(Topics topics, PrincipalEntities access) {
    this.topics = topics;
    this.access = access;
  }

  /** Who asks. */
  public Principal principal() {
    return access.principal();
  }

  /**
   * A tenant's topic of this type, where it needs but one.
   *
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public <M> TopicRef<M> refFor(TopicType<M> type, TenantId tenant) {
    return refFor(type, tenant, Topics.ANY_ID);
  }

  /**
   * A tenant's topic of this type and id.
   *
   * @throws IllegalArgumentException if the id breaks the rule of {@link EntityKey}
   * @throws IllegalStateException if the type is not hosted on this node
   */
  public <M> TopicRef<M> refFor(TopicType<M> type, TenantId tenant, String id) {
    return topics.refFor(type, tenant, id, use -> access.require(tenant, type.name(), use));
  }
}
