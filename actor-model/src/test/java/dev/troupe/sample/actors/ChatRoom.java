package dev.troupe.sample.actors;

import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** A room: what somebody says is heard by all others, until their screen is gone. */
final class ChatRoom {
  sealed interface Command {}

  record Enter(String name, ActorRef<Said> screen, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  record Say(String name, String text) implements Command {}

  private record Gone(String name) implements Command {}

  record Said(String name, String text) {}

  private ChatRoom() {}

  static Behavior<Command> create() {
    return Behaviors.setup(context -> with(context, Map.of()));
  }

  private static Behavior<Command> with(
      ActorContext<Command> context, Map<String, ActorRef<Said>> screens) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Enter enter
              when screens.containsKey(enter.name()) || screens.containsValue(enter.screen()) -> {
            enter.replyTo().tell(StatusReply.error(enter.name() + " is in the room already"));
            yield Behaviors.same();
          }
          case Enter enter -> {
            context.watchWith(enter.screen(), new Gone(enter.name()));
            enter.replyTo().tell(StatusReply.ack());
            Map<String, ActorRef<Said>> more = new HashMap<>(screens);
            more.put(enter.name(), enter.screen());
            yield with(context, Map.copyOf(more));
          }
          case Say say -> {
            screens.forEach((name, screen) -> {
              if (!name.equals(say.name())) {
                screen.tell(new Said(say.name(), say.text()));
              }
            });
            yield Behaviors.same();
          }
          case Gone gone -> {
            Map<String, ActorRef<Said>> fewer = new HashMap<>(screens);
            fewer.remove(gone.name());
            yield with(context, Map.copyOf(fewer));
          }
        });
  }
}
