package dev.troupe.cluster;

import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import java.util.function.Consumer;
import org.apache.pekko.cluster.sharding.typed.HashCodeNoEnvelopeMessageExtractor;

/**
 * Takes a command to the entity that its own key names, and nowhere if it comes from another
 * tenant: asked by the region that sends and by the one that receives, before any actor is started.
 */
final class TenantExtractor extends HashCodeNoEnvelopeMessageExtractor<EntityEnvelope> {

  private final Consumer<EntityEnvelope> refused;

  /** Tells this of what it takes nowhere. */
  TenantExtractor(int shards, Consumer<EntityEnvelope> refused) {
    super(shards);
    this.refused = refused;
  }

  /** The caller is told here, since Pekko only logs what has no entity. */
  @Override
  @SuppressWarnings("NullAway") // What has no entity is null to Pekko.
  public String entityId(EntityEnvelope envelope) {
    if (envelope.isWithinTenant()) {
      return envelope.key().encoded();
    }
    refused.accept(envelope);
    envelope.replyTo().tell(new EntityReply.Failed(envelope.crossesTenants()));
    return null;
  }
}
