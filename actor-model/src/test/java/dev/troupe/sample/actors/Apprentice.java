package dev.troupe.sample.actors;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Makes what it is told to, and puts its tools away at the end, however that comes. */
final class Apprentice {
  sealed interface Command {}

  record Make(String what) implements Command {}

  record FinishUp() implements Command {}

  sealed interface Note {}

  record Made(String what) implements Note {}

  record ToolsPutAway() implements Note {}

  private Apprentice() {}

  static Behavior<Command> create(ActorRef<Note> diary) {
    return Behaviors.receive(
        (context, message) ->
            switch (message) {
              case Make make when make.what().isBlank() ->
                  throw new IllegalArgumentException("nothing to make");
              case Make make -> {
                diary.tell(new Made(make.what()));
                yield Behaviors.same();
              }
              case FinishUp finish -> Behaviors.stopped();
            },
        (context, signal) -> {
          if (signal instanceof PostStop) {
            diary.tell(new ToolsPutAway());
          }
          return Behaviors.same();
        });
  }
}
