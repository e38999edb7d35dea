package dev.troupe.cluster.internal;

import dev.troupe.model.EntityKey;
import dev.troupe.persistence.EntityEnvelope;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The entities of one type that run on this node, where a query can be sent to them at once, past
 * the region and the shard.
 *
 * <p>Only if that can't be noticed. It must not overtake a command that was sent before: so how
 * many are on the way through the region is counted, by the key's hash and from their sending to
 * their answer, and a query of such a key goes behind them. It must not be lost when the entity
 * stops or moves: what was sent to one that has not taken it is sent through the region then, which
 * keeps it for where the entity starts next. And the shard must not take an entity for idle that is
 * asked all the time: so now and then one goes through it. Thread-safe.
 */
public final class NearEntities {
  private static final int STRIPES = 1 << 12;

  /** The shard sees that an entity is used, and may be wrong by as much. */
  private static final long UNSEEN_NANOS = Duration.ofSeconds(10).toNanos();

  private final ConcurrentMap<EntityKey, NearEntity> entities = new ConcurrentHashMap<>();
  private final AtomicIntegerArray onTheWay = new AtomicIntegerArray(STRIPES);
  private volatile @Nullable ActorRef<EntityEnvelope> region;

  /** What is left by those that end goes through this region. */
  public void through(ActorRef<EntityEnvelope> itsRegion) {
    region = itsRegion;
  }

  /**
   * The entity of this key, if it can be asked at once.
   *
   * @param now by {@link System#nanoTime}
   */
  public @Nullable NearEntity find(EntityKey key, long now) {
    NearEntity near = entities.get(key);
    return near == null || onTheWay.get(stripe(key)) != 0 || near.isToBeSeen(now, UNSEEN_NANOS)
        ? null
        : near;
  }

  /** A command is about to be sent to this key, through the region. */
  public void goes(EntityKey key) {
    onTheWay.incrementAndGet(stripe(key));
  }

  /** It has been answered, or nobody waits for it any more. */
  public void ended(EntityKey key) {
    onTheWay.decrementAndGet(stripe(key));
  }

  private static int stripe(EntityKey key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (STRIPES - 1);
  }

  /** An entity starts. */
  NearEntity enter(EntityKey key, ActorRef<EntityEnvelope> self) {
    NearEntity near = new NearEntity(key, self);
    entities.put(key, near);
    return near;
  }

  /** It has ended, or was told to; saying it again does nothing. */
  void leave(EntityKey key, NearEntity near) {
    entities.remove(key, near);
    ActorRef<EntityEnvelope> itsRegion = region;
    if (itsRegion != null) {
      near.over().forEach(itsRegion::tell);
    }
  }
}
