package dev.troupe.actor;

import com.typesafe.config.Config;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import scala.Option;

/**
 * A mailbox that takes so many messages and no more: what does not fit goes to the dead letters and
 * is counted by {@link MailboxOverflows}.
 *
 * <p>Chosen by name, {@code MailboxSelector.fromConfig("troupe.mailbox.bounded")}, or by a name of
 * one's own with {@code mailbox-type = "dev.troupe.actor.BoundedMailbox"} and {@code
 * mailbox-capacity}. Pekko's own bounded mailboxes do the same and count nothing, so that a letter
 * lost for want of room looks like one to an actor that has stopped.
 *
 * <p>The newest message is the one that does not fit. Who sends it is neither told nor kept
 * waiting: for that the protocol needs an answer, and the actor a stash with a capacity. Messages
 * that wait are kept in the order of their arrival; what Pekko says to actors itself (watch, stop,
 * the end of a child) has a queue of its own and always fits.
 *
 * <p>Any thread may add; only the actor takes.
 */
public final class BoundedMailbox
    implements MailboxType, ProducesMessageQueue<BoundedMailbox.Messages> {
  private static final int MOST = 10_000_000;

  private final String name;
  private final int capacity;

  /**
   * Made by Pekko for the section that names this class.
   *
   * @throws IllegalArgumentException if its {@code mailbox-capacity} is not from 1 to 10,000,000
   */
  public BoundedMailbox(ActorSystem.Settings settings, Config section) {
    this.name = section.hasPath("id") ? section.getString("id") : "bounded";
    if (!section.hasPath("mailbox-capacity")) {
      throw new IllegalArgumentException(
          "mailbox '%s' needs mailbox-capacity, the number of messages that it takes"
              .formatted(name));
    }
    this.capacity = section.getInt("mailbox-capacity");
    if (capacity < 1 || capacity > MOST) {
      throw new IllegalArgumentException(
          "mailbox '%s': mailbox-capacity must be from 1 to %d, was '%d'"
              .formatted(name, MOST, capacity));
    }
  }

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    if (system.isEmpty()) {
      throw new IllegalArgumentException("mailbox '%s' is of no actor system".formatted(name));
    }
    ActorSystem of = system.get();
    MailboxOverflows overflows = MailboxOverflows.get(Adapter.toTyped(of));
    return new Messages(
        capacity,
        letter -> {
          overflows.count(name);
          of.deadLetters().tell(letter, letter.sender());
        });
  }

  /** The messages that wait for one actor. */
  public static final class Messages implements MessageQueue {
    private final LinkedBlockingQueue<Envelope> queue;
    private final Consumer<DeadLetter> overflow;

    Messages(int capacity, Consumer<DeadLetter> overflow) {
      this.queue = new LinkedBlockingQueue<>(capacity);
      this.overflow = overflow;
    }

    @Override
    public void enqueue(ActorRef receiver, Envelope envelope) {
      if (!queue.offer(envelope)) {
        overflow.accept(new DeadLetter(envelope.message(), envelope.sender(), receiver));
      }
    }

    @Override
    @SuppressWarnings("NullAway") // Pekko's word for nothing is null here.
    public Envelope dequeue() {
      return queue.poll();
    }

    @Override
    public int numberOfMessages() {
      return queue.size();
    }

    @Override
    public boolean hasMessages() {
      return !queue.isEmpty();
    }

    @Override
    public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
      for (Envelope left = queue.poll(); left != null; left = queue.poll()) {
        deadLetters.enqueue(owner, left);
      }
    }
  }
}
