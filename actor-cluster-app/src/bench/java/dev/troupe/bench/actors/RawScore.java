package dev.troupe.bench.actors;

import dev.troupe.actor.ActorType;
import dev.troupe.persistence.EntitySettings;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** A player's points as Pekko's own event-sourced behavior; {@link Score} is the same as ours. */
public final class RawScore
    extends EventSourcedBehaviorWithEnforcedReplies<
        RawScore.Command, RawScore.Won, RawScore.State> {

  /** Sharded by Pekko alone, on the node that measures. */
  static final EntityTypeKey<Command> NEAR = EntityTypeKey.create(Command.class, "raw-score");

  /** Sharded by Pekko alone, on the other node. */
  static final EntityTypeKey<Command> FAR = EntityTypeKey.create(Command.class, "raw-far-score");

  /** Names what is sent and stored for the serializer; nothing is hosted under it. */
  static final ActorType<Command> MESSAGES =
      ActorType.of(
              "raw-score",
              Command.class,
              key -> create(new PersistenceId("raw-score|" + key.encoded())))
          .answering(Points.class, Won.class, State.class);

  private final EntitySettings settings;

  private RawScore(PersistenceId id, EntitySettings settings) {
    super(id);
    this.settings = settings;
  }

  /** What it is asked. */
  public sealed interface Command {}

  /** Adds these points. */
  public record Win(long points, ActorRef<Points> replyTo) implements Command {}

  /** Says how many there are. */
  public record GetPoints(ActorRef<Points> replyTo) implements Command {}

  /** How many there are. */
  public record Points(long points) {}

  /** Points were won. */
  public record Won(long points) {}

  /** How many there are. */
  public record State(long points) {}

  /** The one that is stored under this id. */
  static Behavior<Command> create(PersistenceId id) {
    return Behaviors.setup(
        context -> new RawScore(id, EntitySettings.of(context.getSystem().settings().config())));
  }

  @Override
  public State emptyState() {
    return new State(0);
  }

  @Override
  public CommandHandlerWithReply<Command, Won, State> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Win win ->
              Effect()
                  .persist(new Won(win.points()))
                  .thenReply(win.replyTo(), now -> new Points(now.points()));
          case GetPoints get -> Effect().reply(get.replyTo(), new Points(state.points()));
        };
  }

  /** As often as entities of ours. */
  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), settings.keepSnapshots());
  }

  @Override
  public EventHandler<State, Won> eventHandler() {
    return (state, won) -> new State(state.points() + won.points());
  }
}
