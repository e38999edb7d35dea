package dev.troupe.cluster;

import dev.troupe.cluster.internal.ShardSearch.Found;
import dev.troupe.model.EntityKey;
import java.util.Optional;

/**
 * Where an entity or plain actor was when that was asked. It may have moved since.
 *
 * @param type the name of its type
 * @param key its key
 * @param shard the shard that it is on, which follows from the key
 * @param state whether it runs
 * @param node the node that has its shard, as {@code host:port} of remoting; empty if none has
 */
public record Whereabouts(
    String type, EntityKey key, String shard, State state, Optional<String> node) {

  /** Whether it runs. */
  public enum State {
    /** It runs, or is about to stop. */
    ACTIVE,
    /** A node has its shard, and starts it with the next message to it. */
    PASSIVE,
    /**
     * No node has its shard; the next message to any key of the shard has one of the nodes take it.
     */
    UNALLOCATED
  }

  static Whereabouts of(String type, EntityKey key, String shard, Optional<Found> found) {
    State state =
        found.map(each -> each.isActive() ? State.ACTIVE : State.PASSIVE).orElse(State.UNALLOCATED);
    return new Whereabouts(type, key, shard, state, found.map(Found::node));
  }

  @Override
  public String toString() {
    return "%s %s is %s, on shard %s%s"
        .formatted(
            type,
            key,
            state.name().toLowerCase(java.util.Locale.ROOT),
            shard,
            node.map(each -> " at " + each).orElse(""));
  }
}
