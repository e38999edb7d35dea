package dev.troupe.model;

import java.time.Instant;
import java.util.ArrayList;
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
   * @param followups what is committed with the events, in the order in which it was said
   */
  record Persist<E, S>(
      EntityCommand<?, ?> command,
      List<E> events,
      Function<? super S, ?> reply,
      List<Followup> followups)
      implements Decision<E, S> {

    /** Keeps the events and followups from being changed later. */
    public Persist {
      events = List.copyOf(events);
      followups = List.copyOf(followups);
    }

    /** And have this delivered to another entity of the tenant, once the events are committed. */
    public Persist<E, S> enqueue(OutboxMessage message) {
      return and(new Followup.Enqueue(message));
    }

    /**
     * And send this entity one of its own commands at that time, once the events are committed.
     * Replaces the reminder of this name, if there is one.
     *
     * @param name 1 to 64 of {@code a-z 0-9 -}, unique within the entity
     * @throws IllegalArgumentException if the name breaks its rule, or the command is a query
     */
    public Persist<E, S> remind(String name, Instant at, EntityCommand<?, ?> reminded) {
      return remind(name, Schedule.at(at), reminded);
    }

    /**
     * The same, at the times of a schedule.
     *
     * @throws IllegalArgumentException if the name breaks its rule, or the command is a query
     */
    public Persist<E, S> remind(String name, Schedule schedule, EntityCommand<?, ?> reminded) {
      return and(new Followup.Remind(name, schedule, reminded));
    }

    /**
     * And cancel the reminder of this name, once the events are committed; none is fine. Of several
     * words about one name the last holds.
     *
     * @throws IllegalArgumentException if the name breaks its rule
     */
    public Persist<E, S> forget(String name) {
      return and(new Followup.Forget(name));
    }

    private Persist<E, S> and(Followup followup) {
      List<Followup> all = new ArrayList<>(followups);
      all.add(followup);
      return new Persist<>(command, events, reply, all);
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
    public <R> Persist<E, S> thenReply(
        EntityCommand<?, R> command, Function<? super S, ? extends R> reply) {
      return new Persist<>(command, events, reply, List.of());
    }

    /** Then answer the command with {@link Done}. */
    public Persist<E, S> thenAck(EntityCommand<?, Done> command) {
      return thenReply(command, state -> Done.DONE);
    }
  }
}
