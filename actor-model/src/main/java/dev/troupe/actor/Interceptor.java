package dev.troupe.actor;

/**
 * Stands in front of an actor: sees its start, each message, and what became of it, and may refuse
 * a message.
 *
 * <p>Several make a chain, {@link Interceptors}. On the way in they are asked in the order in which
 * they were declared, on the way out they are told in the opposite order. One that refuses ends the
 * way in: those after it and the behavior never learn of the message, those before it are told
 * {@link Outcome.Refused}, and it is told nothing more itself. So {@link #after} follows each
 * {@link #before} that allowed, once.
 *
 * <p>A message is seen once, when it arrives, also if the behavior stashes it or an entity has it
 * wait. A plain actor's has its outcome when the behavior returns, which for a stashed one means
 * {@link Outcome.Handled}; an entity's has it when the answer goes out, and others may be seen in
 * between. Signals, and what Pekko's persistence says to an entity, are not seen.
 *
 * <p>One that throws in {@link #onStart} or {@link #before} fails the actor as if the behavior had
 * thrown: supervision around it sees that, those before it are told {@link Outcome.Failed}, and who
 * asked an entity gets {@link dev.troupe.model.Broken}. What {@link #after} throws is logged and
 * changes nothing, as the message is done, and what it led to may be committed.
 *
 * <p>Called on the actor's thread, one call at a time, so state of its own needs no lock; must
 * return at once. There is one per incarnation of an actor, made by a {@link Factory}, unless the
 * factory returns the same for several, which then must be thread-safe.
 *
 * @param <M> the messages that it can see; of an entity its commands
 */
public interface Interceptor<M> {

  /** Makes the interceptors of actors. Thread-safe. */
  @FunctionalInterface
  interface Factory<M> {
    /** The one in front of this actor, which is about to start. */
    Interceptor<? super M> create(Intercepted actor);
  }

  /** The actor starts; the first call, and once per instance of the actor. */
  default void onStart() {}

  /** Whether this message, that has just arrived, may go on. */
  default Interception before(M message, Origin origin) {
    return Interception.allowed();
  }

  /**
   * What became of a message that it let go on.
   *
   * @param tookNanos since a plain actor was given it, or since a command was sent on this node or
   *     arrived at it; by the clock of {@link System#nanoTime}
   */
  default void after(M message, Origin origin, Outcome outcome, long tookNanos) {}

  /** What it is called in a log and in a refusal; the simple name of its class. */
  default String name() {
    String name = getClass().getName();
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }
}
