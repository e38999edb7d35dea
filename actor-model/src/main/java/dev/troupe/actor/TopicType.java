package dev.troupe.actor;

import dev.troupe.model.internal.Names;

/**
 * The registration of a kind of topic: its stable name, and what is published.
 *
 * <p>Each tenant has topics of the type of its own, told apart by ids. What is published crosses
 * the wire as CBOR under names from the sealed protocol ({@code price/quoted}), as an actor's
 * messages do.
 *
 * @param name 1 to 32 of {@code a-z 0-9 -}, which no entity or actor type has
 * @param protocol the sealed interface or the record of what is published
 */
public record TopicType<M>(String name, Class<M> protocol) {

  /**
   * Checks the name, and that all messages are known.
   *
   * @throws IllegalArgumentException if they are not
   */
  public TopicType {
    Names.requireTypeName("topic type", name);
    Names.leaves(name, protocol);
  }

  /** Topics of this name on which these messages are published. */
  public static <M> TopicType<M> of(String name, Class<M> protocol) {
    return new TopicType<>(name, protocol);
  }
}
