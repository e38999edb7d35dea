package dev.troupe.cluster;

import dev.troupe.cluster.internal.ShardHash;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/** Takes a message to the plain actor that its envelope names. Thread-safe. */
final class EnvelopeExtractor<M> extends ShardingMessageExtractor<ShardingEnvelope<M>, M> {
  private final ShardHash hash;

  EnvelopeExtractor(ShardHash hash) {
    this.hash = hash;
  }

  @Override
  public String entityId(ShardingEnvelope<M> envelope) {
    return envelope.entityId();
  }

  @Override
  public String shardId(String entityId) {
    return hash.shardOf(entityId);
  }

  @Override
  public M unwrapMessage(ShardingEnvelope<M> envelope) {
    return envelope.message();
  }
}
