package dev.troupe.sample.actors;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Says what a book costs, which it has to look up elsewhere, and serves others meanwhile. */
final class Bookshop {
  sealed interface Command {}

  record GetPrice(String title, ActorRef<StatusReply<Price>> replyTo) implements Command {}

  private record Found(GetPrice asked, int cents) implements Command {}

  private record Failed(GetPrice asked, Throwable reason) implements Command {}

  record Price(String title, int cents) {}

  private Bookshop() {}

  /** A shop with a catalogue, which may answer late or fail. */
  static Behavior<Command> create(Function<String, CompletionStage<Integer>> catalogue) {
    return Behaviors.receive((context, message) -> {
      switch (message) {
        // @start region="pipe"
        case GetPrice get ->
            context.pipeToSelf(
                catalogue.apply(get.title()),
                (cents, failure) ->
                    failure == null ? new Found(get, cents) : new Failed(get, failure));
        // @end
        case Found found ->
            found
                .asked()
                .replyTo()
                .tell(StatusReply.success(new Price(found.asked().title(), found.cents())));
        case Failed failed -> failed.asked().replyTo().tell(StatusReply.error(failed.reason()));
      }
      return Behaviors.same();
    });
  }
}
