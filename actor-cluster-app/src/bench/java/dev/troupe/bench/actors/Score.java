package dev.troupe.bench.actors;

import dev.troupe.model.Decision;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;

/** A player's points, as an entity; {@link RawScore} is the same on Pekko alone. */
public record Score(EntityKey key)
    implements EventSourcedEntity<Score.Command<?>, Score.Event, Score.State> {

  /** Hosted on the node that measures. */
  static final EntityType<Score> NEAR = type("score");

  /** Hosted on the other node. */
  static final EntityType<Score> FAR = type("far-score");

  /** What it is asked. */
  public sealed interface Command<R> extends EntityCommand<Score, R> {}

  /** Adds these points. */
  public record Win(long points) implements Command<Points> {}

  /** Says how many there are. */
  public record GetPoints() implements Command<Points> {}

  /** How many there are. */
  public record Points(long points) {}

  /** What happened. */
  public sealed interface Event {}

  /** Points were won. */
  public record Won(long points) implements Event {}

  /** How many there are. */
  public record State(long points) {
    Points toPoints() {
      return new Points(points);
    }
  }

  private static EntityType<Score> type(String name) {
    return EntityType.eventSourced(name, Command.class, Event.class, State.class, Score::new);
  }

  @Override
  public State initialState() {
    return new State(0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Win c -> persist(new Won(c.points())).thenReply(c, State::toPoints);
      case GetPoints c -> reply(c, state.toPoints());
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Won e -> new State(state.points() + e.points());
    };
  }
}
