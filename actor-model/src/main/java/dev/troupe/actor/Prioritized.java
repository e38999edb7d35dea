package dev.troupe.actor;

/**
 * A message that says how urgent it is, to an actor with the mailbox {@code
 * troupe.mailbox.priority}.
 *
 * <p>The lowest number is handled first; a message that is not {@code Prioritized} has 0. Messages
 * of one priority keep the order of their arrival. A steady stream of urgent messages starves the
 * others: nothing grows more urgent by waiting.
 */
public interface Prioritized {

  /** The lower, the sooner. Must be the same each time it is asked. */
  int priority();
}
