package dev.troupe.cluster;

import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import java.util.function.Consumer;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/**
 * Takes a command to the entity that its own key names, and nowhere if it comes from another
 * tenant: asked by the region that sends and by the one that receives, before any actor is started.
 */
final class TenantExtractor extends ShardingMessageExtractor<EntityEnvelope, EntityEnvelope> {
  private final ShardHash hash;
  private final Consumer<EntityEnvelope> refused;

  /** Tells this of what it takes nowhere. */
  TenantExtractor(ShardHash hash, Consumer<EntityEnvelope> refused) {
    this.hash = hash;
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

  @Override
  public String shardId(String entityId) {
    return hash.shardOf(entityId);
  }

  @Override
  public EntityEnvelope unwrapMessage(EntityEnvelope envelope) {
    return envelope;
  }
}
