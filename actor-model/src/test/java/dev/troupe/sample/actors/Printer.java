package dev.troupe.sample.actors;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.PoolRouter;
import org.apache.pekko.actor.typed.javadsl.Routers;

/** A printer; and several behind one reference, which a router shares the pages out to. */
final class Printer {
  sealed interface Command {}

  record Print(String page, ActorRef<Printed> replyTo) implements Command {}

  /** Is for all printers of a pool. */
  record TestPage(ActorRef<Printed> replyTo) implements Command {}

  record Printed(String page, String by) {}

  private Printer() {}

  static Behavior<Command> create() {
    return Behaviors.receive((context, message) -> {
      String name = context.getSelf().path().name();
      switch (message) {
        case Print print -> print.replyTo().tell(new Printed(print.page(), name));
        case TestPage test -> test.replyTo().tell(new Printed("test page", name));
      }
      return Behaviors.same();
    });
  }

  // @start region="pool"
  static Behavior<Command> inTurn(int printers) {
    return pool(printers).withRoundRobinRouting();
  }

  static Behavior<Command> anyOf(int printers) {
    return pool(printers).withRandomRouting();
  }

  private static PoolRouter<Command> pool(int printers) {
    return Routers.pool(printers, create()).withBroadcastPredicate(TestPage.class::isInstance);
  }

  // @end
}
