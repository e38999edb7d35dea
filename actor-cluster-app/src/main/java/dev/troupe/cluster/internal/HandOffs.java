package dev.troupe.cluster.internal;

import dev.troupe.persistence.EntityEnvelope;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Sends commands again that a region gave up because their shard was about to leave its node.
 *
 * <p>Between the word that a shard will move and the word that it moves now a region keeps what
 * comes for it, and then drops it, since what was sent later may have gone another way: Pekko keeps
 * the order of messages rather than the messages. A command has one caller, who waits for its
 * answer before the next that depends on it; so for us it is the other way round. What was dropped
 * was given to no entity, and is not done twice by being sent again.
 */
public final class HandOffs {
  /** How Pekko's region says why. */
  private static final String REASON = "Avoiding reordering";

  private HandOffs() {}

  /**
   * Begins to, until the actor system ends.
   *
   * @param regions the region of an entity type of this name, if this node has it
   */
  public static void start(
      ActorSystem<?> system, Function<String, Optional<ActorRef<EntityEnvelope>>> regions) {
    system.systemActorOf(create(regions), "troupe-hand-offs", Props.empty());
  }

  static Behavior<AllDeadLetters> create(
      Function<String, Optional<ActorRef<EntityEnvelope>>> regions) {
    return Behaviors.setup(context -> {
      context
          .getSystem()
          .eventStream()
          .tell(new EventStream.Subscribe<>(AllDeadLetters.class, context.getSelf()));
      return Behaviors.receiveMessage(lost -> {
        command(lost)
            .filter(command -> command.nanosLeft() > 0)
            .ifPresent(command -> regions.apply(command.type()).ifPresent(to -> to.tell(command)));
        return Behaviors.same();
      });
    });
  }

  private static Optional<EntityEnvelope> command(AllDeadLetters lost) {
    return switch (lost) {
      case DeadLetter letter when letter.message() instanceof Dropped dropped -> command(dropped);
      case Dropped dropped
          when dropped.reason().startsWith(REASON)
              && dropped.message() instanceof EntityEnvelope command ->
          Optional.of(command);
      default -> Optional.empty();
    };
  }
}
