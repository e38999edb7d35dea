package dev.troupe.actor;

import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * Takes the children of a {@link SupervisedGroup}, in the order in which they are to start.
 *
 * <p>To be used only while the group's behavior is made, on the group's thread.
 */
public interface Members {

  /**
   * A child, made by this function at its start and at each restart.
   *
   * @param name unique in the group, and part of the actor's path
   * @param behavior given what the restart is for: what this child failed with, or in an
   *     all-for-one group any of its siblings; empty at the first start
   * @param dispatcher where it runs
   * @return its reference, which stays the same over restarts; what is sent before the child has
   *     started waits for it
   * @throws IllegalStateException if the group has started
   * @throws org.apache.pekko.actor.InvalidActorNameException if the name is taken or none
   */
  <T> ActorRef<T> spawn(
      String name,
      Function<Optional<Throwable>, Behavior<T>> behavior,
      DispatcherSelector dispatcher);

  /** The same, on the default dispatcher. */
  default <T> ActorRef<T> spawn(String name, Function<Optional<Throwable>, Behavior<T>> behavior) {
    return spawn(name, behavior, DispatcherSelector.defaultDispatcher());
  }
}
