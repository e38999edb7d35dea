package dev.troupe.actor;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A child of a group that tells what becomes of it, with a child of its own. */
final class Part {
  private Part() {}

  sealed interface Command {}

  record Fail(String why) implements Command {}

  record Stop() implements Command {}

  record Note(String text) implements Command {}

  record Hold(CountDownLatch held, CountDownLatch until) implements Command {}

  static Behavior<Command> create(String name, Optional<Throwable> cause, ActorRef<String> log) {
    return Behaviors.setup(context -> {
      log.tell(name + " starts" + cause.map(why -> " after " + why.getMessage()).orElse(""));
      context.spawn(child(name, log), "child");
      return running(name, 0, log);
    });
  }

  private static Behavior<Command> running(String name, int notes, ActorRef<String> log) {
    return Behaviors.receive(Command.class)
        .onMessage(
            Note.class,
            note -> {
              log.tell("%s notes %s as %d".formatted(name, note.text(), notes + 1));
              return running(name, notes + 1, log);
            })
        .onMessage(
            Fail.class,
            fail -> {
              throw new IllegalStateException(fail.why());
            })
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
        .onSignal(
            PreRestart.class,
            signal -> {
              log.tell(name + " ends");
              return Behaviors.same();
            })
        .build();
  }

  private static Behavior<Void> child(String name, ActorRef<String> log) {
    return Behaviors.receive(Void.class)
        .onSignal(
            PostStop.class,
            signal -> {
              log.tell(name + "'s child is stopped");
              return Behaviors.same();
            })
        .build();
  }
}
