package dev.troupe.actor;

import com.typesafe.config.Config;
import java.util.Comparator;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.UnboundedStablePriorityMailbox;

/**
 * Pekko's stable priority mailbox in the order of {@link Prioritized}; unbounded. Adding and taking
 * cost the logarithm of what waits.
 *
 * <p>Chosen by name, {@code MailboxSelector.fromConfig("troupe.mailbox.priority")}. Pekko has the
 * queue, and leaves the order to a class that names it in its constructor.
 */
public final class PriorityMailbox extends UnboundedStablePriorityMailbox {

  /** Made by Pekko for the section that names this class. */
  public PriorityMailbox(ActorSystem.Settings settings, Config section) {
    super(Comparator.comparingInt(PriorityMailbox::priority));
  }

  private static int priority(Envelope envelope) {
    return envelope.message() instanceof Prioritized message ? message.priority() : 0;
  }
}
