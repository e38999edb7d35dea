package dev.troupe.actor;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.dispatch.ControlMessage;

/** Tells a log what it hears, and can be held meanwhile. */
final class Words {
  private Words() {}

  sealed interface Command {}

  record Stop() implements Command {}

  record Say(String text) implements Command {}

  record Hold(CountDownLatch held, CountDownLatch until) implements Command {}

  // @start region="prioritized"
  record Urgent(String text, int priority) implements Command, Prioritized {}

  // @end

  // @start region="control"
  record Control(String text) implements Command, ControlMessage {}

  // @end

  static Behavior<Command> create(ActorRef<String> log) {
    return Behaviors.receive(Command.class)
        .onMessage(
            Hold.class,
            hold -> {
              hold.held().countDown();
              if (!hold.until().await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("was never let go");
              }
              return Behaviors.same();
            })
        .onMessageEquals(new Stop(), Behaviors::stopped)
        .onAnyMessage(message -> {
          log.tell(message.toString());
          return Behaviors.same();
        })
        .build();
  }
}
