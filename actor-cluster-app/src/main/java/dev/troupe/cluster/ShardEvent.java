package dev.troupe.cluster;

import java.util.Optional;

/**
 * What becomes of a shard, published on the typed event stream of a node that knows it.
 *
 * <p>A node knows for certain what it runs itself: {@link Started} and {@link Stopped} are said
 * there, as they happen, and nowhere else. Which node a shard goes to is decided by the coordinator
 * of its type, which is on the oldest node: {@link Moved} is said there alone. Who wants to know of
 * all moves subscribes on all nodes, since any of them may become the oldest.
 *
 * <pre>{@code
 * system.eventStream().tell(new EventStream.Subscribe<>(ShardEvent.class, ref));
 * }</pre>
 */
public sealed interface ShardEvent {

  /** The name of the type of the entities or plain actors on it. */
  String type();

  /** Its number. */
  String shard();

  /** It runs on this node: the first of its actors starts. */
  record Started(String type, String shard) implements ShardEvent {}

  /** It does not run on this node any more, and all of its actors have stopped. */
  record Stopped(String type, String shard) implements ShardEvent {}

  /**
   * It was given to a node, which starts it next.
   *
   * @param from the node that had it, as {@code host:port} of remoting; empty if none had, or if
   *     the coordinator has moved itself since and does not know
   * @param to the node that has it now
   */
  record Moved(String type, String shard, Optional<String> from, String to) implements ShardEvent {}
}
