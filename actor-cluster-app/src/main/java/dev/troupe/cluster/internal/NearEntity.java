package dev.troupe.cluster.internal;

import dev.troupe.model.EntityKey;
import dev.troupe.persistence.EntityEnvelope;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One running entity, for who asks it on its own node. Knows what was sent to it and has not
 * arrived, so that nothing is lost when it ends. Thread-safe.
 */
public final class NearEntity {
  private final EntityKey key;
  private final ActorRef<EntityEnvelope> self;
  private final List<EntityEnvelope> sent = new ArrayList<>(1);
  private boolean isOver;

  /**
   * Read and written without a lock: whether one more or less goes the long way is all the same.
   */
  private long seenAt = System.nanoTime();

  NearEntity(EntityKey key, ActorRef<EntityEnvelope> self) {
    this.key = key;
    this.self = self;
  }

  /**
   * Which it is, as the entity itself has it: what is sent with this is found to be for it soon.
   */
  public EntityKey key() {
    return key;
  }

  /** Where to send. */
  public ActorRef<EntityEnvelope> self() {
    return self;
  }

  /** Whether this one goes the long way, so that the shard sees that the entity is in use. */
  boolean isToBeSeen(long now, long unseenNanos) {
    if (now - seenAt < unseenNanos) {
      return false;
    }
    seenAt = now;
    return true;
  }

  /**
   * Is told of what is about to be sent.
   *
   * @return whether somebody is there to take it; else it is sent another way as well, and is not
   *     to be done here should it arrive before the end
   */
  public synchronized boolean sends(EntityEnvelope envelope) {
    sent.add(envelope);
    return !isOver;
  }

  /**
   * It has arrived, in whichever way it came.
   *
   * @return whether it is to be done here, and does not come another way by now
   */
  @SuppressWarnings("ReferenceEquality") // It is this very one, and not one like it.
  synchronized boolean takes(EntityEnvelope envelope) {
    for (int i = 0; i < sent.size(); i++) {
      if (sent.get(i) == envelope) {
        sent.remove(i);
        return !isOver;
      }
    }
    return true;
  }

  /** The entity takes nothing any more of what was sent to it and has not arrived: this. */
  synchronized List<EntityEnvelope> over() {
    if (isOver) {
      return List.of();
    }
    isOver = true;
    return List.copyOf(sent);
  }
}
