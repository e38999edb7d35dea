package dev.troupe.sample.payments;

import dev.troupe.actor.call.Call;
import dev.troupe.model.CommandId;
import dev.troupe.model.Reply;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

// @start region="actor"
/** Has orders paid, and goes on with the next while one is being paid. */
final class Till {
  sealed interface Command {}

  record Pay(CommandId order, int cents, ActorRef<Paid> replyTo) implements Command {}

  private record Ended(Paid paid, ActorRef<Paid> replyTo) implements Command {}

  /** How it ended: {@code paid}, the service's no, or why nobody knows yet. */
  record Paid(CommandId order, String outcome) {}

  private Till() {}

  static Behavior<Command> create(Payments payments, Duration patience) {
    return Behaviors.setup(context ->
        Behaviors.receiveMessage(command -> {
          switch (command) {
            case Pay pay -> pay(context, payments, pay, patience);
            case Ended ended -> ended.replyTo().tell(ended.paid());
          }
          return Behaviors.same();
        }));
  }

  private static void pay(
      ActorContext<Command> context, Payments payments, Pay pay, Duration patience) {
    Call call = Call.of(pay.order(), patience);
    context.pipeToSelf(
        payments.charge(pay.cents(), call),
        (reply, failure) ->
            new Ended(
                new Paid(
                    pay.order(),
                    switch (reply) {
                      case Reply.Accepted<String> yes -> "paid";
                      case Reply.Rejected<String> no -> no.code();
                      case null -> String.valueOf(failure.getMessage());
                    }),
                pay.replyTo()));
  }
}
// @end
