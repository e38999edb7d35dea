package dev.troupe.cluster;

import dev.troupe.actor.ActorType;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Starts counters for whoever knows its node's host and port, and answers with their references.
 */
final class Greenhouse {
  static final String NAME = "greenhouse";

  /** Names the messages for the serializer. */
  static final ActorType<Command> TYPE =
      ActorType.of(NAME, Command.class, key -> create())
          .answering(Grown.class, Count.class, Sum.class);

  private Greenhouse() {}

  sealed interface Command {}

  /** Starts one more. */
  record Grow(ActorRef<Grown> replyTo) implements Command {}

  /** One was started, and this is its reference. */
  record Grown(ActorRef<Count> counter) {}

  /** What a counter takes. */
  sealed interface Count {}

  /** Adds this, and says nothing. */
  record Add(int number) implements Count {}

  /** Says what there is. */
  record GetSum(ActorRef<Sum> replyTo) implements Count {}

  /**
   * All that was added.
   *
   * @param pid the process that has counted
   */
  record Sum(int sum, long pid) {}

  static Behavior<Command> create() {
    return Behaviors.setup(context ->
        Behaviors.receiveMessage(message ->
            switch (message) {
              case Grow grow -> {
                grow.replyTo().tell(new Grown(context.spawnAnonymous(counting(0))));
                yield Behaviors.same();
              }
            }));
  }

  private static Behavior<Count> counting(int sum) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Add add -> counting(sum + add.number());
          case GetSum get -> {
            get.replyTo().tell(new Sum(sum, ProcessHandle.current().pid()));
            yield Behaviors.same();
          }
        });
  }
}
