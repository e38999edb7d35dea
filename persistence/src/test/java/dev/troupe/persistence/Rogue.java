package dev.troupe.persistence;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import java.util.ArrayList;
import java.util.List;

/** An entity that does what an entity must not, as it is told; its state is changed in place. */
public record Rogue(EntityKey key)
    implements EventSourcedEntity<Rogue.Command<?>, Rogue.Event, Rogue.State> {

  public static final EntityType<Rogue> TYPE =
      EntityType.eventSourced("rogue", Command.class, Event.class, State.class, Rogue::new);

  /** Shared by all, and mutable. */
  private static final State INITIAL = new State(new ArrayList<>());

  public sealed interface Command<R> extends EntityCommand<Rogue, R> {}

  public record Add(String item) implements Command<Items> {}

  public record AddAll(List<String> items) implements Command<Items> {}

  public record Fail(How how) implements Command<Done> {}

  public record GetAdded() implements Command<Done> {}

  public record GetItems() implements Command<Items> {}

  public enum How {
    THROW_IN_DECIDE,
    OVERFLOW_IN_DECIDE,
    ASSERT_IN_DECIDE,
    THROW_IN_EVOLVE,
    OVERFLOW_IN_EVOLVE,
    THROW_IN_REPLY,
    ANSWER_ANOTHER,
    EVENT_WITH_NULL,
    EVENT_TOO_LARGE,
    EVENT_TOO_LONG_TO_READ,
    REPLY_NULL
  }

  public record Items(List<String> items) {}

  public sealed interface Event {}

  public record Added(String item) implements Event {}

  public record Failed(How how) implements Event {}

  public record Big(List<String> parts) implements Event {}

  public record State(List<String> items) {}

  @Override
  public State initialState() {
    return INITIAL;
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Add c -> persist(new Added(c.item())).thenReply(c, after -> new Items(after.items()));
      case AddAll c ->
          persist(c.items().stream().map(Added::new).toList())
              .thenReply(c, after -> new Items(after.items()));
      case Fail c -> fail(c);
      case GetAdded c -> persist(new Added("by a query")).thenAck(c);
      case GetItems c -> reply(c, new Items(state.items()));
    };
  }

  @SuppressWarnings("NullAway") // It does what it must not.
  private Decision<Event, State> fail(Fail c) {
    return switch (c.how()) {
      case THROW_IN_DECIDE -> throw new IllegalStateException("in decide");
      case OVERFLOW_IN_DECIDE -> overflow(c);
      case ASSERT_IN_DECIDE -> throw new AssertionError("in decide");
      case THROW_IN_EVOLVE, OVERFLOW_IN_EVOLVE ->
          persist(List.of(new Added("half"), new Failed(c.how()))).thenAck(c);
      case THROW_IN_REPLY ->
          persist(new Added("half"))
              .thenReply(
                  c,
                  after -> {
                    throw new IllegalStateException("in reply");
                  });
      case ANSWER_ANOTHER -> persist(new Added("half")).thenAck(new Fail(How.ANSWER_ANOTHER));
      case EVENT_WITH_NULL -> persist(new Added(null)).thenAck(c);
      case EVENT_TOO_LARGE ->
          persist(new Big(java.util.Collections.nCopies(5, "x".repeat(250_000)))).thenAck(c);
      case EVENT_TOO_LONG_TO_READ -> persist(new Big(List.of("x".repeat(300_000)))).thenAck(c);
      case REPLY_NULL -> persist(new Added("half")).thenReply(c, after -> null);
    };
  }

  @SuppressWarnings("InfiniteRecursion") // That is the point.
  private static Decision<Event, State> overflow(Fail c) {
    return overflow(c);
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Added e -> {
        state.items().add(e.item());
        yield state;
      }
      case Failed e when e.how() == How.OVERFLOW_IN_EVOLVE -> new State(overflowing(state));
      case Failed e -> throw new IllegalStateException("in evolve");
      case Big e -> state;
    };
  }

  @SuppressWarnings("InfiniteRecursion") // That is the point.
  private static List<String> overflowing(State state) {
    return overflowing(state);
  }
}
