package dev.troupe.sample.actors;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Greets, and answers whom the message says. */
final class Hello {
  sealed interface Command {}

  record Greet(String whom, ActorRef<Greeted> replyTo) implements Command {}

  record Greeted(String text) {}

  private Hello() {}

  static Behavior<Command> create() {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Greet greet -> {
            greet.replyTo().tell(new Greeted("Hello, " + greet.whom() + "!"));
            yield Behaviors.same();
          }
        });
  }
}
