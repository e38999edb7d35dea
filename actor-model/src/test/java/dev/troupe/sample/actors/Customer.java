package dev.troupe.sample.actors;

import dev.troupe.sample.actors.Bookshop.GetPrice;
import dev.troupe.sample.actors.Bookshop.Price;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Asks a shop for a price, and does not wait for longer than it has time. */
final class Customer {
  sealed interface Command {}

  record Want(String title, ActorRef<Verdict> friend) implements Command {}

  private record Heard(Want want, Verdict verdict) implements Command {}

  sealed interface Verdict {}

  record Costs(int cents) implements Verdict {}

  record Unknown(Throwable reason) implements Verdict {}

  private Customer() {}

  static Behavior<Command> create(ActorRef<Bookshop.Command> shop, Duration time) {
    return Behaviors.receive((context, message) -> {
      switch (message) {
        // @start region="ask"
        case Want want ->
            context.askWithStatus(
                Price.class,
                shop,
                time,
                replyTo -> new GetPrice(want.title(), replyTo),
                (price, failure) ->
                    new Heard(
                        want, failure == null ? new Costs(price.cents()) : new Unknown(failure)));
        // @end
        case Heard heard -> heard.want().friend().tell(heard.verdict());
      }
      return Behaviors.same();
    });
  }
}
