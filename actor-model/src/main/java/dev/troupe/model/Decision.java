package dev.troupe.model;

import java.util.List;
import java.util.function.Function;

/**
 * What an entity decided: the events to persist, then the reply. Inert data until a runtime carries
 * it out.
 *
 * <p>Made by the methods of {@link EventSourcedEntity}. A decision without a reply can't be
 * expressed: {@link Pending} is not one.
 *
 * @param <E> the entity's events
 * @param <S> the entity's state
 */
public sealed interface Decision<E, S> {

  /** The command this decision answers; a runtime checks that it is the one it asked about. */
  EntityCommand<?, ?> command();

  /**
   * Persist these events, perhaps none, all or nothing, and then reply from the state they lead to.
   *
   * @param command the command that is answered
   * @param events in the order in which they happened
   * @param reply pure, evaluated on the state after the last event, before it is persisted
   */
  record Persist<E, S>(EntityCommand<?, ?> command, List<E> events, Function<? super S, ?> reply)
      implements Decision<E, S> {

    /** Keeps the events from being changed later. */
    public Persist {
      events = List.copyOf(events);
    }
  }

  /**
   * Say no, and persist no event.
   *
   * @param command the command that is answered
   * @param code a stable word in kebab-case
   * @param message a sentence
   */
  record Reject<E, S>(EntityCommand<?, ?> command, String code, String message)
      implements Decision<E, S> {}

  /**
   * Events that still lack a reply; a decision once they have one.
   *
   * @param events in the order in which they happened
   */
  record Pending<E, S>(List<E> events) {

    /** Keeps the events from being changed later. */
    public Pending {
      events = List.copyOf(events);
    }

    /** Then answer the command from the state that the events lead to. */
    public <R> Decision<E, S> thenReply(
        EntityCommand<?, R> command, Function<? super S, ? extends R> reply) {
      return new Persist<>(command, events, reply);
    }

    /** Then answer the command with {@link Done}. */
    public Decision<E, S> thenAck(EntityCommand<?, Done> command) {
      return thenReply(command, state -> Done.DONE);
    }
  }
}
