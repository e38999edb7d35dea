package dev.troupe.cluster;

import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import org.apache.pekko.cluster.sharding.typed.HashCodeNoEnvelopeMessageExtractor;

/**
 * Takes a command to the entity that its own key names, and nowhere if it comes from another
 * tenant: asked by the region that sends and by the one that receives, before any actor is started.
 */
final class TenantExtractor extends HashCodeNoEnvelopeMessageExtractor<EntityEnvelope> {

  TenantExtractor(int shards) {
    super(shards);
  }

  /** The caller is told here, since Pekko only logs what has no entity. */
  @Override
  @SuppressWarnings("NullAway") // What has no entity is null to Pekko.
  public String entityId(EntityEnvelope envelope) {
    if (envelope.isWithinTenant()) {
      return envelope.key().encoded();
    }
    envelope.replyTo().tell(new EntityReply.Failed(envelope.crossesTenants()));
    return null;
  }
}
