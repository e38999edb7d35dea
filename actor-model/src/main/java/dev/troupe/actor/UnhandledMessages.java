package dev.troupe.actor;

import java.util.Map;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * How many messages no actor of a system handled, by their type.
 *
 * <p>A behavior that returns {@code Behaviors.unhandled()} has its message published on the
 * system's event stream, and by default nothing else comes of it. From the first {@link #get} on
 * they are counted here, and the first of each type is logged as a warning with who got it; never
 * what is in it.
 *
 * <p>Counts are never less than before; for metrics to read. Thread-safe.
 */
public final class UnhandledMessages implements Extension {
  private static final Id ID = new Id();

  private final Counts counts = new Counts();

  private UnhandledMessages(ActorSystem<?> system) {
    system.systemActorOf(counting(), "troupe-unhandled-messages", Props.empty());
  }

  /** That of a system, which counts from when it is asked for first. */
  public static UnhandledMessages get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Messages of all types. */
  public long total() {
    return counts.total();
  }

  /** The same by the name of the message's class; none that is zero. */
  public Map<String, Long> byType() {
    return counts.byName();
  }

  private Behavior<UnhandledMessage> counting() {
    return Behaviors.setup(context -> {
      // @start region="subscribe"
      ActorRef<UnhandledMessage> self = context.getSelf();
      var events = context.getSystem().eventStream();
      events.tell(new EventStream.Subscribe<>(UnhandledMessage.class, self));
      // @end
      return Behaviors.receiveMessage(unhandled -> {
        count(context, unhandled);
        return Behaviors.same();
      });
    });
  }

  private void count(ActorContext<?> context, UnhandledMessage unhandled) {
    String type = unhandled.message().getClass().getName();
    if (counts.add(type)) {
      String who = unhandled.recipient().path().toStringWithoutAddress();
      context.getLog().warn("{} does not handle {}; more of this type are only counted", who, type);
    }
  }

  private static final class Id extends ExtensionId<UnhandledMessages> {
    @Override
    public UnhandledMessages createExtension(ActorSystem<?> system) {
      return new UnhandledMessages(system);
    }
  }
}
