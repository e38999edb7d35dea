package dev.troupe.sample.actors;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Plays a ball back to whom it came from, as long as hits are left. */
final class Ping {
  sealed interface Command {}

  record Serve(int hits, ActorRef<Command> opponent, ActorRef<Landed> referee) implements Command {}

  record Ball(int left, ActorRef<Command> from, ActorRef<Landed> referee) implements Command {}

  /** The ball came to this player, who had no hit left. */
  record Landed(ActorRef<Command> at) {}

  private Ping() {}

  static Behavior<Command> create() {
    return Behaviors.receive((context, message) -> {
      ActorRef<Command> self = context.getSelf();
      switch (message) {
        case Serve serve -> serve.opponent().tell(new Ball(serve.hits(), self, serve.referee()));
        case Ball ball when ball.left() == 0 -> ball.referee().tell(new Landed(self));
        case Ball ball -> ball.from().tell(new Ball(ball.left() - 1, self, ball.referee()));
      }
      return Behaviors.same();
    });
  }
}
