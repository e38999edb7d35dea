package dev.troupe.cluster;

import dev.troupe.actor.Intercepted;
import dev.troupe.actor.Interceptor;
import dev.troupe.cluster.internal.Guard;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.cluster.internal.StrayEntries;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.tenants.audit.AuditEntry;
import java.util.function.Consumer;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/**
 * The second of the four layers between tenants: what stops a command that crosses them between the
 * reference, which is the first, and the entity, which is the third.
 *
 * <p>A command on its own is stopped by the region, and no actor is started for it. One in Pekko's
 * {@code ShardingEnvelope}, or sent to a shard or an actor at once, is asked nothing by a region;
 * so there is a guard in front of each entity as well. Thread-safe.
 */
class Border {
  private final ShardHash hash;
  private final Consumer<AuditEntry> refused;

  /** Tells this of what it stops. */
  Border(ShardHash hash, Consumer<AuditEntry> refused) {
    this.hash = hash;
    this.refused = refused;
  }

  /** Where keys are behind it. */
  ShardHash hash() {
    return hash;
  }

  /** What regions and shards ask where a command goes. */
  ShardingMessageExtractor<EntityEnvelope, EntityEnvelope> extractor() {
    return new TenantExtractor(
        hash, envelope -> refused.accept(StrayEntries.atTheRegion(envelope)));
  }

  /** The guard of this entity, the first of its interceptors. */
  Interceptor<EntityEnvelope> guard(Intercepted entity) {
    return new Guard(entity, stray -> refused.accept(StrayEntries.atTheGuard(stray)));
  }
}
