package dev.troupe.sample.actors;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Counts. The number is the parameter of a behavior, and so nobody else's. */
final class Counter {
  sealed interface Command {}

  record Increment() implements Command {}

  record GetTotal(ActorRef<Total> replyTo) implements Command {}

  record Total(long count) {}

  private Counter() {}

  static Behavior<Command> create() {
    return counting(0);
  }

  // @start region="counter"
  private static Behavior<Command> counting(long count) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Increment increment -> counting(count + 1);
          case GetTotal get -> {
            get.replyTo().tell(new Total(count));
            yield Behaviors.same();
          }
        });
  }
  // @end
}
