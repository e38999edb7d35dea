package dev.troupe.docs.guide;

import dev.troupe.actor.ActorType;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.typed.Cluster;

/** One on each node, found by what it does: it says where it is, and hands questions on. */
public final class Clerk {
  // @start region="messages"
  /** What a clerk is told. */
  public sealed interface Command {}

  public record GetNode(ActorRef<Found> replyTo) implements Command {}

  /** Hands the question to another clerk, who answers the asker itself. */
  public record HandOn(ActorRef<Command> to, ActorRef<Found> replyTo) implements Command {}

  /** On which node a clerk is. */
  public record Found(String node) {}

  public static final ActorType<Command> TYPE =
      ActorType.of("clerk", Command.class, key -> Clerk.create()).answering(Found.class);
  // @end
  // @start region="register"
  public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "clerk");

  /** A clerk that all nodes find under the key until it ends, or its node does. */
  static Behavior<Command> registered() {
    return Behaviors.setup(context -> {
      context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
      return create();
    });
  }

  // @end
  private Clerk() {}

  // @start region="behavior"
  static Behavior<Command> create() {
    return Behaviors.receive((context, command) -> {
      switch (command) {
        case GetNode get -> {
          var self = Cluster.get(context.getSystem()).selfMember();
          get.replyTo().tell(new Found(self.address().hostPort()));
        }
        case HandOn on -> on.to().tell(new GetNode(on.replyTo()));
      }
      return Behaviors.same();
    });
  }
  // @end
}
