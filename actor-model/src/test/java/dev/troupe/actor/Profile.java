package dev.troupe.actor;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

// @start region="profile"
/** Answers once it has loaded what it is asked for; until then so many questions wait. */
final class Profile {
  sealed interface Command {}

  record GetName(ActorRef<Answer> replyTo) implements Command {}

  private record Loaded(String name) implements Command {}

  private record Failed(Throwable cause) implements Command {}

  sealed interface Answer {}

  record Name(String name) implements Answer {}

  record Busy(int waiting) implements Answer {}

  private Profile() {}

  static Behavior<Command> create(Supplier<CompletionStage<String>> load, int mostWaiting) {
    return Behaviors.withStash(
        mostWaiting,
        stash ->
            Behaviors.setup(context -> {
              context.pipeToSelf(
                  load.get(),
                  (name, failure) -> failure == null ? new Loaded(name) : new Failed(failure));
              return loading(stash);
            }));
  }

  private static Behavior<Command> loading(StashBuffer<Command> stash) {
    return Behaviors.receiveMessage(message -> {
      switch (message) {
        case Loaded loaded -> {
          return stash.unstashAll(ready(loaded.name()));
        }
        case Failed failed -> throw new IllegalStateException("no profile", failed.cause());
        case GetName get when stash.isFull() -> get.replyTo().tell(new Busy(stash.size()));
        case GetName get -> stash.stash(get);
      }
      return Behaviors.same();
    });
  }

  private static Behavior<Command> ready(String name) {
    return Behaviors.receive(Command.class)
        .onMessage(
            GetName.class,
            get -> {
              get.replyTo().tell(new Name(name));
              return Behaviors.same();
            })
        .build();
  }
}
// @end
