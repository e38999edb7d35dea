package dev.troupe.bench.node;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;

/** An entity whose events are as large as the caller likes. */
public record Note(EntityKey key)
    implements EventSourcedEntity<Note.Command<?>, Note.Event, Note.State> {

  /** Its type. */
  public static final EntityType<Note> TYPE =
      EntityType.eventSourced("note", Command.class, Event.class, State.class, Note::new);

  /** What it is asked. */
  public sealed interface Command<R> extends EntityCommand<Note, R> {}

  /** Appends a text. */
  public record Append(String text) implements Command<Done> {}

  /** What happened. */
  public sealed interface Event {}

  /** A text was appended. */
  public record Appended(String text) implements Event {}

  /** How many texts there are. */
  public record State(long texts) {}

  @Override
  public State initialState() {
    return new State(0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Append c -> persist(new Appended(c.text())).thenAck(c);
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Appended e -> new State(state.texts() + 1);
    };
  }
}
