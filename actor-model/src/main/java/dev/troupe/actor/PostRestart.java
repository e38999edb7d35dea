package dev.troupe.actor;

import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A supervised behavior that is told, when it starts anew, what the instance before it failed with.
 *
 * <p>Classic actors have {@code postRestart(cause)}. Typed behaviors have no such call: after a
 * restart Pekko runs the same {@code Behaviors.setup} as at the first start, which can't tell one
 * from the other. Here the behavior is made by a function of the cause: empty at the first start,
 * and after a restart what was thrown.
 *
 * <pre>{@code
 * Behavior<Command> supervised =
 *     PostRestart.create(SupervisorStrategy.restart(), cause -> Reader.create(cause));
 * }</pre>
 *
 * <p>All else is Pekko's own restart in place: the reference stays, and so do the messages that
 * wait; the message that was being handled is lost. {@code PreRestart} goes to the old instance
 * first, its children are stopped and waited for, and then the function is called. A strategy that
 * resumes or stops calls it once.
 *
 * <p>The cause is what was thrown while the behavior started, or handled a message or a signal. If
 * a message was being taken from a {@code StashBuffer} of the behavior's own, it is the cause of
 * the cause: Pekko wraps it.
 *
 * <p>The returned behavior may be spawned more than once; what is remembered is of each actor. The
 * function runs on the actor's thread.
 */
public final class PostRestart {
  private PostRestart() {}

  /**
   * The behavior that the function makes, supervised for every exception by this strategy.
   *
   * @param strategy {@code SupervisorStrategy.restart()}, or with limits or with backoff
   * @param behavior makes an instance; given what the one before it failed with
   */
  public static <T> Behavior<T> create(
      SupervisorStrategy strategy, Function<Optional<Throwable>, Behavior<T>> behavior) {
    return Behaviors.setup(context -> {
      LastFailure last = new LastFailure();
      Behavior<T> instance = Behaviors.setup(each -> last.of(behavior, last.take()));
      return Behaviors.supervise(instance).onFailure(strategy);
    });
  }
}
