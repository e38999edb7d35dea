package dev.troupe.bench.node;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import java.time.Instant;

/** An entity that is reminded of itself once. */
public record Alarm(EntityKey key)
    implements EventSourcedEntity<Alarm.Command<?>, Alarm.Event, Alarm.State> {

  /** Its type. */
  public static final EntityType<Alarm> TYPE =
      EntityType.eventSourced("alarm", Command.class, Event.class, State.class, Alarm::new);

  /** What it is asked. */
  public sealed interface Command<R> extends EntityCommand<Alarm, R> {}

  /** Sets the alarm. */
  public record Set(Instant at) implements Command<Done> {}

  /** What it sends itself. */
  public record Ring() implements Command<Done> {}

  /** What happened. */
  public sealed interface Event {}

  /** The alarm was set. */
  public record WasSet(Instant at) implements Event {}

  /** The alarm rang. */
  public record Rang() implements Event {}

  /** How often it rang. */
  public record State(long rung) {}

  @Override
  public State initialState() {
    return new State(0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Set c -> persist(new WasSet(c.at())).thenAck(c).remind("ring", c.at(), new Ring());
      case Ring c -> persist(new Rang()).thenAck(c);
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case WasSet e -> state;
      case Rang e -> new State(state.rung() + 1);
    };
  }
}
