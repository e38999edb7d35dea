package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import dev.troupe.model.EntityKey;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.delivery.ConsumerController;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The registration of messages that are delivered at least once to keys of tenants: their stable
 * name, what they are, and who takes them.
 *
 * <p>Messages cross the wire and lie in durable queues as CBOR under names from the protocol, as
 * those of an {@link ActorType} do. One that waits in a queue is read by builds that come later, so
 * a record may get fields that can be missing, and lose none.
 *
 * @param name 1 to 32 of {@code a-z 0-9 -}
 * @param protocol a record, or the sealed interface of several
 * @param taker makes who takes them at a key
 */
public record DeliveryType<M>(String name, Class<M> protocol, Taker<M> taker) {

  /** Makes the behavior that takes what is delivered to a key. */
  @FunctionalInterface
  public interface Taker<M> {

    /**
     * The behavior of this key. It tells the controller a {@code ConsumerController.Start}, and
     * confirms each delivery once it has done what it says; what it has not confirmed it gets
     * again.
     */
    Behavior<?> create(EntityKey key, ActorRef<ConsumerController.Start<M>> controller);
  }

  /**
   * Checks the name, and that all messages are known.
   *
   * @throws IllegalArgumentException if not
   */
  public DeliveryType {
    messages(name, protocol);
  }

  /** Its messages, as what a node that knows them reads and writes. */
  public ActorType<M> messages() {
    return messages(name, protocol);
  }

  /** Of the messages alone: nobody hosts this. */
  private static <M> ActorType<M> messages(String name, Class<M> protocol) {
    return ActorType.of(name, protocol, key -> Behaviors.stopped());
  }
}
