package dev.troupe.docs.guide;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;

/** A tenant's statement of one day, which is its id; written once. */
public record Statement(EntityKey key)
    implements EventSourcedEntity<Statement.Command<?>, Statement.Event, Statement.State> {

  public static final EntityType<Statement> TYPE =
      EntityType.eventSourced("statement", Command.class, Event.class, State.class, Statement::new);

  public sealed interface Command<R> extends EntityCommand<Statement, R> {}

  /** Writes it, unless it is there already. */
  public record Write(String by) implements Command<Done> {}

  public sealed interface Event {}

  public record Written(String by) implements Event {}

  public record State(boolean written) {}

  @Override
  public State initialState() {
    return new State(false);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Write c when state.written() -> reply(c, Done.DONE);
      case Write c -> persist(new Written(c.by())).thenAck(c);
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return switch (event) {
      case Written e -> new State(true);
    };
  }
}
