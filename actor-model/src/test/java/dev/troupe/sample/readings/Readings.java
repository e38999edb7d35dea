package dev.troupe.sample.readings;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

// @start region="readings"
/**
 * The readings of one device, summed up by the minute, with a window that slides over the last five
 * minutes.
 *
 * <p>Time is the readings' own. A minute is closed a while after its end, so that what comes late
 * still counts; its sum is an event, for whoever follows them.
 */
public record Readings(EntityKey key)
    implements EventSourcedEntity<Readings.Command<?>, Readings.Event, Readings.State> {
  public static final EntityType<Readings> TYPE =
      EntityType.eventSourced("readings", Command.class, Event.class, State.class, Readings::new);

  static final Duration LATENESS = Duration.ofSeconds(30);
  static final Duration WINDOW = Duration.ofMinutes(5);

  public sealed interface Command<R> extends EntityCommand<Readings, R> {}

  public record Read(Instant at, double value) implements Command<Done> {}

  public record Close(Instant before) implements Command<Done> {}

  public record GetWindow(Instant end) implements Command<Sum> {}

  public sealed interface Event {}

  public record ValueRead(Instant at, double value) implements Event {}

  public record MinuteClosed(Instant start, Sum sum) implements Event {}

  /** The minutes that a window may still need, oldest first, of which the latter are open. */
  public record State(List<Minute> minutes, Instant openFrom) {}

  @Override
  public State initialState() {
    return new State(List.of(), Instant.EPOCH);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Read c when !Double.isFinite(c.value()) ->
          reject(c, "not-a-number", "value was " + c.value());
      case Read c when Minute.of(c.at()).isBefore(state.openFrom()) ->
          reject(c, "too-late", "%s is before %s".formatted(c.at(), state.openFrom()));
      case Read c when Minute.isFirst(state, c.at()) ->
          persist(new ValueRead(c.at(), c.value()))
              .thenAck(c)
              .remind("close", due(c.at()), close(c.at()));
      case Read c -> persist(new ValueRead(c.at(), c.value())).thenAck(c);
      case Close c -> close(state, c);
      case GetWindow c -> reply(c, Minute.window(state, c.end()));
    };
  }

  private Decision<Event, State> close(State state, Close command) {
    List<Minute> open = Minute.open(state);
    List<Event> closed =
        open.stream()
            .filter(minute -> minute.start().isBefore(command.before()))
            .<Event>map(minute -> new MinuteClosed(minute.start(), minute.sum()))
            .toList();
    if (closed.isEmpty()) {
      return reply(command, Done.DONE);
    }
    var decision = persist(closed).thenAck(command);
    return open.stream()
        .map(Minute::start)
        .filter(start -> !start.isBefore(command.before()))
        .findFirst()
        .map(next -> decision.remind("close", due(next), close(next)))
        .orElse(decision);
  }

  private static Instant due(Instant at) {
    return Minute.of(at).plus(Minute.LENGTH).plus(LATENESS);
  }

  private static Close close(Instant at) {
    return new Close(Minute.of(at).plus(Minute.LENGTH));
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case ValueRead e -> new State(Minute.added(state, e.at(), e.value()), state.openFrom());
      case MinuteClosed e -> {
        Instant openFrom = e.start().plus(Minute.LENGTH);
        yield new State(Minute.since(state, openFrom.minus(WINDOW)), openFrom);
      }
    };
  }
}
// @end
