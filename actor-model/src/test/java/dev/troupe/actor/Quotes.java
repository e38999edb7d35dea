package dev.troupe.actor;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.CircuitBreaker;

// @start region="quotes"
/** Asks a service for prices, and leaves it alone for a while once it has failed too often. */
final class Quotes {
  sealed interface Command {}

  record GetQuote(ActorRef<Answer> replyTo) implements Command {}

  private record Arrived(Answer answer, ActorRef<Answer> replyTo) implements Command {}

  sealed interface Answer {}

  record Quote(int cents) implements Answer {}

  record NotNow() implements Answer {}

  private Quotes() {}

  static Behavior<Command> create(
      CircuitBreaker breaker, Supplier<CompletionStage<Integer>> service) {
    return Behaviors.setup(context ->
        Behaviors.receiveMessage(message -> {
          switch (message) {
            case GetQuote get ->
                context.pipeToSelf(
                    breaker.callWithCircuitBreakerCS(service::get),
                    (cents, failure) ->
                        new Arrived(
                            failure == null ? new Quote(cents) : new NotNow(), get.replyTo()));
            case Arrived arrived -> arrived.replyTo().tell(arrived.answer());
          }
          return Behaviors.same();
        }));
  }
}
// @end
