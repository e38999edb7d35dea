package dev.troupe.actor;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

// @start region="counter"
/** Adds up, and fails when it has more than an int holds. */
final class Counter {
  sealed interface Command {}

  record Add(int number) implements Command {}

  record GetTotal(ActorRef<Total> replyTo) implements Command {}

  record Total(int total) {}

  private Counter() {}

  static Behavior<Command> create(int start) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Add add -> create(Math.addExact(start, add.number()));
          case GetTotal get -> {
            get.replyTo().tell(new Total(start));
            yield Behaviors.same();
          }
        });
  }
}
// @end
