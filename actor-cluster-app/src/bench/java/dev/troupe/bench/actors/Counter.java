package dev.troupe.bench.actors;

import dev.troupe.actor.ActorType;
import dev.troupe.model.EntityKey;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Adds up what it is told; one behavior, whoever hosts it. */
public final class Counter {
  /** Hosted on the node that measures. */
  static final ActorType<Command> NEAR = type("counter");

  /** Hosted on the other node. */
  static final ActorType<Command> FAR = type("far-counter");

  /** Sharded by Pekko alone, on the node that measures. */
  static final EntityTypeKey<Command> RAW_NEAR = EntityTypeKey.create(Command.class, "raw-counter");

  /** Sharded by Pekko alone, on the other node. */
  static final EntityTypeKey<Command> RAW_FAR =
      EntityTypeKey.create(Command.class, "raw-far-counter");

  private Counter() {}

  /** What it takes. */
  public sealed interface Command {}

  /** Adds this, and says nothing. */
  public record Add(long number) implements Command {}

  /** Says what there is. */
  public record GetSum(ActorRef<Sum> replyTo) implements Command {}

  /** All that was added. */
  public record Sum(long sum) {}

  private static ActorType<Command> type(String name) {
    return ActorType.of(name, Command.class, Counter::create).answering(Sum.class);
  }

  private static Behavior<Command> create(EntityKey key) {
    return create();
  }

  /** One that has added nothing. */
  static Behavior<Command> create() {
    return counting(0);
  }

  private static Behavior<Command> counting(long sum) {
    return Behaviors.receiveMessage(message ->
        switch (message) {
          case Add add -> counting(sum + add.number());
          case GetSum get -> {
            get.replyTo().tell(new Sum(sum));
            yield Behaviors.same();
          }
        });
  }
}
