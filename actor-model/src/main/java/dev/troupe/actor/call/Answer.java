package dev.troupe.actor.call;

import dev.troupe.model.Reply;
import java.time.Duration;
import java.util.Optional;

/**
 * What one attempt brought: the service's word, or a reason to try again.
 *
 * <p>An attempt whose stage fails, or that throws, counts as {@link Again} with what was thrown as
 * the reason.
 */
public sealed interface Answer<T> {

  /**
   * The service has answered, yes or no; it is not asked again. That it can say no shows that it
   * works.
   */
  record Final<T>(Reply<T> reply) implements Answer<T> {}

  /**
   * The service could not answer, and may be able to later.
   *
   * @param why for people
   * @param retryAfter how long it asks to be left alone, if it says so
   */
  record Again<T>(String why, Optional<Duration> retryAfter) implements Answer<T> {}

  /** The service did it, and says this. */
  static <T> Answer<T> accepted(T value) {
    return new Final<>(new Reply.Accepted<>(value));
  }

  /**
   * The service understood and said no.
   *
   * @param code a stable word in kebab-case, for programs
   * @param message a sentence, for people
   */
  static <T> Answer<T> rejected(String code, String message) {
    return new Final<>(new Reply.Rejected<>(code, message));
  }

  /** The service could not, for this reason. */
  static <T> Answer<T> again(String why) {
    return new Again<>(why, Optional.empty());
  }

  /** The service could not, for this reason, and is not to be asked before that. */
  static <T> Answer<T> again(String why, Duration retryAfter) {
    return new Again<>(why, Optional.of(retryAfter));
  }
}
