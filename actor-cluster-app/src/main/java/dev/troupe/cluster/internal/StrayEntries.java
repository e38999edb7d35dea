package dev.troupe.cluster.internal;

import dev.troupe.model.internal.Names;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.StrayCommands.Stray;
import dev.troupe.persistence.TopicEnvelope;
import dev.troupe.tenants.audit.AuditEntry;
import java.time.Instant;

/** Commands that were stopped on their way as the audit keeps them: from where, to whom, which. */
public final class StrayEntries {
  private StrayEntries() {}

  /** One that a region stopped, for it crosses tenants. */
  public static AuditEntry atTheRegion(EntityEnvelope envelope) {
    return entry(
        envelope,
        envelope.key().tenant().value(),
        "on behalf of '%s', at the region".formatted(envelope.caller()));
  }

  /** One that the guard in front of an entity stopped. */
  public static AuditEntry atTheGuard(Stray stray) {
    return entry(stray, "guard of");
  }

  /** One that an entity refused. */
  public static AuditEntry atTheEntity(Stray stray) {
    return entry(stray, "entity");
  }

  /** A message that was published on another tenant's topic, or on one of another type. */
  public static AuditEntry onATopic(TopicEnvelope envelope) {
    return AuditEntry.refused(
        Instant.now(),
        "",
        envelope.key().tenant().value(),
        "forged-command",
        envelope.type() + ":publish",
        "on behalf of '%s', on the topic '%s'".formatted(envelope.caller(), envelope.key()));
  }

  private static AuditEntry entry(Stray stray, String where) {
    EntityEnvelope envelope = stray.envelope();
    return entry(
        envelope,
        stray.key().tenant().value(),
        "on behalf of '%s' and for '%s', at the %s '%s %s'"
            .formatted(envelope.caller(), envelope.key(), where, stray.type(), stray.key()));
  }

  /** Nobody signed it; what is known is the node that waits for its answer. */
  private static AuditEntry entry(EntityEnvelope envelope, String tenant, String detail) {
    return AuditEntry.refused(
        Instant.now(),
        envelope.replyTo().path().address().toString(),
        tenant,
        "forged-command",
        envelope.type() + ":" + Names.kebab(envelope.command().getClass()),
        detail);
  }
}
