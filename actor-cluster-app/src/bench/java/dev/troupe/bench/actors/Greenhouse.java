package dev.troupe.bench.actors;

import dev.troupe.actor.ActorType;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Starts counters for whoever knows its node's host and port, and answers with their references.
 */
public final class Greenhouse {
  /** The name under which a node has it, among the actors of the system. */
  static final String NAME = "greenhouse";

  /** Names its messages for the serializer; nothing is hosted under it. */
  static final ActorType<Command> MESSAGES =
      ActorType.of("greenhouse", Command.class, key -> create()).answering(Grown.class);

  private Greenhouse() {}

  /** What it takes. */
  public sealed interface Command {}

  /** Starts one more. */
  public record Grow(ActorRef<Grown> replyTo) implements Command {}

  /** One was started, and this is its reference. */
  public record Grown(ActorRef<Counter.Command> counter) {}

  /** One that has started none. */
  static Behavior<Command> create() {
    return Behaviors.setup(context ->
        Behaviors.receiveMessage(message ->
            switch (message) {
              case Grow grow -> {
                grow.replyTo().tell(new Grown(context.spawnAnonymous(Counter.create())));
                yield Behaviors.same();
              }
            }));
  }
}
