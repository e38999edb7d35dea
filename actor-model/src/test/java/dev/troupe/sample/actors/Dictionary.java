package dev.troupe.sample.actors;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Routers;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** A dictionary of several volumes: each word is always in the same one, by its hash. */
final class Dictionary {
  static final ServiceKey<Command> VOLUMES = ServiceKey.create(Command.class, "volumes");

  sealed interface Command {
    String word();
  }

  record Define(String word, String meaning) implements Command {}

  record LookUp(String word, ActorRef<Found> replyTo) implements Command {}

  record Found(String word, Optional<String> meaning, ActorRef<Command> volume) {}

  private Dictionary() {}

  /** The way to all volumes that have registered, on whichever node they are. */
  static Behavior<Command> create() {
    // @start region="group"
    return Routers.group(VOLUMES).withConsistentHashingRouting(10, Command::word);
    // @end
  }

  static Behavior<Command> volume() {
    return Behaviors.setup(context -> {
      var receptionist = context.getSystem().receptionist();
      receptionist.tell(Receptionist.register(VOLUMES, context.getSelf()));
      return with(context, Map.of());
    });
  }

  private static Behavior<Command> with(
      ActorContext<Command> context, Map<String, String> meanings) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Define define -> {
            Map<String, String> more = new HashMap<>(meanings);
            more.put(define.word(), define.meaning());
            yield with(context, Map.copyOf(more));
          }
          case LookUp lookUp -> {
            Optional<String> meaning = Optional.ofNullable(meanings.get(lookUp.word()));
            lookUp.replyTo().tell(new Found(lookUp.word(), meaning, context.getSelf()));
            yield Behaviors.same();
          }
        });
  }
}
