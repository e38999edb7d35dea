package dev.troupe.docs.guide;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import java.util.Map;
import java.util.TreeMap;

/** What has arrived, and how often. */
public record Book(EntityKey key)
    implements EventSourcedEntity<Book.Command<?>, Book.Event, Book.State> {
  public static final EntityType<Book> TYPE =
      EntityType.eventSourced("book", Command.class, Event.class, State.class, Book::new);

  public sealed interface Command<R> extends EntityCommand<Book, R> {}

  public record Note(String what) implements Command<Done> {}

  public record GetArrivals() implements Command<Arrivals> {}

  public record Arrivals(Map<String, Integer> times) {}

  public sealed interface Event {}

  public record Noted(String what) implements Event {}

  public record State(Map<String, Integer> times) {}

  @Override
  public State initialState() {
    return new State(Map.of());
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Note c -> persist(new Noted(c.what())).thenAck(c);
      case GetArrivals c -> reply(c, new Arrivals(state.times()));
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Noted e -> {
        Map<String, Integer> times = new TreeMap<>(state.times());
        times.merge(e.what(), 1, Integer::sum);
        yield new State(Map.copyOf(times));
      }
    };
  }
}
