package dev.troupe.sample.bank;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.model.Schedule;
import java.time.Duration;

/** Counts how often it was reminded, to be compared with how often it should have been. */
public record Alarm(EntityKey key)
    implements EventSourcedEntity<Alarm.Command<?>, Alarm.Event, Alarm.State> {
  public static final EntityType<Alarm> TYPE =
      EntityType.eventSourced("alarm", Command.class, Event.class, State.class, Alarm::new);

  /** Rings of the repeated reminder, after which it is forgotten. */
  static final int TICKS = 3;

  public sealed interface Command<R> extends EntityCommand<Alarm, R> {}

  public record Arm() implements Command<Done> {}

  public record Ring() implements Command<Done> {}

  public record Tick() implements Command<Done> {}

  public record GetRings() implements Command<Rings> {}

  public record Rings(int rings, int ticks) {}

  public sealed interface Event {}

  public record Armed() implements Event {}

  public record Rang() implements Event {}

  public record Ticked() implements Event {}

  public record State(boolean armed, int rings, int ticks) {}

  @Override
  public State initialState() {
    return new State(false, 0, 0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Arm c when state.armed() -> reject(c, "armed", key + " is armed");
      case Arm c ->
          persist(new Armed())
              .thenAck(c)
              .remind("once", Schedule.after(Duration.ofMillis(200)), new Ring())
              .remind("again", Schedule.every(Duration.ofSeconds(1)), new Tick());
      case Ring c -> persist(new Rang()).thenAck(c);
      case Tick c when state.ticks() == TICKS - 1 ->
          persist(new Ticked()).thenAck(c).forget("again");
      case Tick c -> persist(new Ticked()).thenAck(c);
      case GetRings c -> reply(c, new Rings(state.rings(), state.ticks()));
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Armed e -> new State(true, 0, 0);
      case Rang e -> new State(true, state.rings() + 1, state.ticks());
      case Ticked e -> new State(true, state.rings(), state.ticks() + 1);
    };
  }
}
