package dev.troupe.model;

/**
 * What an entity answers: a value, or the reason why not.
 *
 * <p>What the platform could not do is a {@link Failure}, and never a reply.
 *
 * @param <R> the answer of the command
 */
public sealed interface Reply<R> {

  /**
   * The domain said yes.
   *
   * @param value the answer
   */
  record Accepted<R>(R value) implements Reply<R> {}

  /**
   * The domain said no, and nothing but the reply was written.
   *
   * @param code a stable word in kebab-case, for programs
   * @param message a sentence, for people
   */
  record Rejected<R>(String code, String message) implements Reply<R> {}

  /** The code of the rejection of a command id that was used for another command before. */
  String ID_REUSED = "id-reused";
}
