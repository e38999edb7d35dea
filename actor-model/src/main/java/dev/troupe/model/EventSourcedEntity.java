package dev.troupe.model;

import java.util.List;

/**
 * An entity whose state is the fold of its events; the one interface a user implements.
 *
 * <p>Two functions say all there is to say. {@link #decide} looks at the state and a command and
 * <em>chooses</em> events and a reply. {@link #evolve} alone <em>computes</em> the state that an
 * event leads to. Both are pure: no clock, no I/O, no actor, no change of anything that they are
 * given. Time enters as a field of the command. So the same class runs under a unit test, under
 * Pekko's {@code EventSourcedBehavior} and in a replay years later, and gives the same answer.
 *
 * <p>An entity is a record of its {@link EntityKey}. Commands, events and state are records (or
 * enums): {@link EntityType} refuses others, because a state that can be changed in place survives
 * a restart and is then wrong.
 *
 * <p>It reads as a decision table:
 *
 * <pre>{@code
 * return switch (command) {
 *   case Open c when state.open() -> reject(c, "already-open", key + " is already open");
 *   case Open c -> persist(new Opened(c.owner())).thenAck(c);
 *   case GetBalance c -> reply(c, state.balance());
 * };
 * }</pre>
 *
 * <p>A decision may go on with what is committed together with its events: a message to another
 * entity of the tenant ({@code .enqueue(..)}), a command to this one at a later time ({@code
 * .remind(..)}), and the end of such a reminder ({@code .forget(..)}).
 *
 * <p>What does not compile: a persist without a reply, an answer of another type than the command
 * asks for, a command or an event that is forgotten, another entity's command. What is found at run
 * time, with a message that says what to do: an answer to another command than the one given;
 * events or followups from a command whose name starts with {@code Get}; and a reminder of another
 * entity's command.
 *
 * <p>An exception from either function persists nothing, leaves the state as it was, and reaches
 * the caller as {@link Broken}.
 *
 * <p><b>Threads.</b> One instance serves one entity, one command at a time.
 *
 * @param <C> its commands, a sealed interface
 * @param <E> its events, a sealed interface
 * @param <S> its state, a record
 */
public interface EventSourcedEntity<C extends EntityCommand<?, ?>, E, S> {

  /** The state before the first event. */
  S initialState();

  /** Chooses the events and the reply. Pure. */
  Decision<E, S> decide(S state, C command);

  /** Computes the state that follows. Pure, and total: an event is a fact and can't be refused. */
  S evolve(S state, E event);

  /** This event happened; a reply must follow. */
  default Decision.Pending<E, S> persist(E event) {
    return new Decision.Pending<>(List.of(event));
  }

  /** These events happened, in this order, all or none; a reply must follow. */
  default Decision.Pending<E, S> persist(List<? extends E> events) {
    return new Decision.Pending<>(List.copyOf(events));
  }

  /** Nothing happened; this is the answer. */
  default <R> Decision.Persist<E, S> reply(EntityCommand<?, R> command, R value) {
    return new Decision.Persist<>(command, List.of(), state -> value, List.of());
  }

  /** The domain says no: a stable kebab-case code, and a sentence for people. */
  default Decision<E, S> reject(EntityCommand<?, ?> command, String code, String message) {
    return new Decision.Reject<>(command, code, message);
  }
}
