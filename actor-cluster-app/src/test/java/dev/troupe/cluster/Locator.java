package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;

/** A plain actor that says at which node it runs. */
final class Locator {
  static final ActorType<Command> TYPE =
      ActorType.of("locator", Command.class, key -> Locator.create());

  private Locator() {}

  sealed interface Command {}

  record WhereAreYou(ActorRef<String> replyTo) implements Command {}

  static Behavior<Command> create() {
    return Behaviors.setup(context -> {
      String node = JoinedNodes.name(Cluster.get(context.getSystem()).selfMember().address());
      return Behaviors.receiveMessage(message ->
          switch (message) {
            case WhereAreYou question -> {
              question.replyTo().tell(node);
              yield Behaviors.same();
            }
          });
    });
  }
}
