package dev.troupe.actor;

import dev.troupe.model.Failure;
import java.util.Optional;

/** What an {@link Interceptor} says of a message before the actor has it. */
public sealed interface Interception {

  /** It may pass. */
  record Allowed() implements Interception {
    private static final Allowed ANY = new Allowed();
  }

  /**
   * It goes no further.
   *
   * @param why a sentence for the log, and for who asked
   * @param failure what who asked an entity is told instead, such as a {@link
   *     dev.troupe.model.Throttled} that says when to try again
   */
  record Refused(String why, Optional<Failure> failure) implements Interception {}

  /** It may pass. Always the same object. */
  static Interception allowed() {
    return Allowed.ANY;
  }

  /**
   * It goes no further; who asked an entity is told so with a {@link dev.troupe.model.Forbidden}
   * that names the interceptor.
   */
  static Interception refused(String why) {
    return new Refused(why, Optional.empty());
  }

  /** It goes no further, and who asked an entity is told exactly this. */
  static Interception refused(Failure failure) {
    return new Refused(String.valueOf(failure.getMessage()), Optional.of(failure));
  }
}
