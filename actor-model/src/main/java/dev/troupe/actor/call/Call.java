package dev.troupe.actor.call;

import dev.troupe.model.CommandId;
import java.time.Duration;

/**
 * What one call to another service carries along: the id under which it is done at most once, and
 * the moment after which nobody waits for it any more.
 *
 * <p>Both are made where the work begins, once, and handed on to every service that takes part: the
 * id so that a call that is sent again is not done again, and the deadline so that nobody works for
 * a caller that has gone. Between machines a deadline travels as what is left of it, since their
 * clocks differ: see {@link Attempt#timeout}.
 *
 * @param id the same for all attempts, and whenever this work is tried again
 * @param deadline by {@link System#nanoTime} of this JVM
 */
public record Call(CommandId id, long deadline) {

  /** A call under this id that is waited for this long from now. */
  public static Call of(CommandId id, Duration patience) {
    return new Call(id, System.nanoTime() + patience.toNanos());
  }

  /** A call that nobody tries again, and so under an id of its own. */
  public static Call within(Duration patience) {
    return of(CommandId.random(), patience);
  }

  /**
   * A part of this call: under an id of its own that is the same each time, and within the same
   * deadline.
   *
   * @param step which part, 1 to 63 printable ASCII characters without space
   * @throws IllegalArgumentException if it breaks the rule, or both together are too long for a
   *     command id
   */
  public Call step(String step) {
    return new Call(CommandId.of(id + "/" + step), deadline);
  }

  /** What is left until the deadline; zero once it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }
}
