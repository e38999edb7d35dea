package dev.troupe.sample.actors;

import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Logs the types of messages that an actor of its node did not handle, and counts them. */
final class UnhandledLog {
  sealed interface Command {}

  record GetCounts(ActorRef<Counts> replyTo) implements Command {}

  /** How often a message of each type, by its simple name, was not handled. */
  record Counts(Map<String, Long> byType) {}

  private record Seen(UnhandledMessage unhandled) implements Command {}

  private UnhandledLog() {}

  static Behavior<Command> create() {
    return Behaviors.setup(context -> {
      // @start region="subscribe"
      ActorRef<UnhandledMessage> self = context.messageAdapter(UnhandledMessage.class, Seen::new);
      var events = context.getSystem().eventStream();
      events.tell(new EventStream.Subscribe<>(UnhandledMessage.class, self));
      // @end
      return counting(context, Map.of());
    });
  }

  private static Behavior<Command> counting(
      ActorContext<Command> context, Map<String, Long> counts) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Seen seen -> {
            // The type alone: what is in a message is not for the log.
            String type = seen.unhandled().message().getClass().getSimpleName();
            String who = seen.unhandled().recipient().path().toStringWithoutAddress();
            context.getLog().warn("{} does not handle {}", who, type);
            Map<String, Long> more = new HashMap<>(counts);
            more.merge(type, 1L, Long::sum);
            yield counting(context, Map.copyOf(more));
          }
          case GetCounts get -> {
            get.replyTo().tell(new Counts(counts));
            yield Behaviors.same();
          }
        });
  }
}
