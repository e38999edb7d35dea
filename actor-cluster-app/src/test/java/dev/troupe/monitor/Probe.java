package dev.troupe.monitor;

import dev.troupe.model.Decision;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.EntityType;
import dev.troupe.model.EventSourcedEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An entity that speaks while it decides, refuses, and fails; each as it is asked to. */
public record Probe(EntityKey key)
    implements EventSourcedEntity<Probe.Command<?>, Probe.Event, Probe.State> {
  private static final Logger LOG = LoggerFactory.getLogger(Probe.class);

  public static final EntityType<Probe> TYPE =
      EntityType.eventSourced("probe", Command.class, Event.class, State.class, Probe::new);

  public sealed interface Command<R> extends EntityCommand<Probe, R> {}

  public record Note(String text) implements Command<Done> {}

  public record Refuse(String text) implements Command<Done> {}

  public record Fail(String text) implements Command<Done> {}

  public record GetNotes() implements Command<Notes> {}

  public record Notes(long count) {}

  public sealed interface Event {}

  public record Noted(String text) implements Event {}

  public record State(long count) {}

  @Override
  public State initialState() {
    return new State(0);
  }

  @Override
  public Decision<Event, State> decide(State state, Command<?> command) {
    return switch (command) {
      case Note c -> {
        LOG.info("a probe takes a note");
        yield persist(new Noted(c.text())).thenAck(c);
      }
      case Refuse c -> reject(c, "refused", "a probe does not");
      case Fail c -> throw new IllegalStateException("a probe fails");
      case GetNotes c -> reply(c, new Notes(state.count()));
    };
  }

  @Override
  public State evolve(State state, Event event) {
    return new State(state.count() + 1);
  }
}
