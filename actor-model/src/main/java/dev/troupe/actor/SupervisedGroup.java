package dev.troupe.actor;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Actors that depend on each other, started in order and supervised together: all are restarted
 * when one fails, or only the one.
 *
 * <pre>{@code
 * Behavior<Command> pipeline =
 *     SupervisedGroup.allForOne(Restarts.of(5, Duration.ofMinutes(1)))
 *         .create(members -> {
 *           ActorRef<Line> parser = members.spawn("parser", cause -> Parser.create());
 *           members.spawn("reader", cause -> Reader.create(parser));
 *           return Behaviors.empty();
 *         });
 * }</pre>
 *
 * <p>The function is called when the group starts. It declares the children in order, each with a
 * name and a function that makes it, and returns what the group itself does with messages that it
 * is sent: forward them to a child, say, or nothing at all. Pekko's typed supervision restarts the
 * actor that failed and knows nothing of its siblings; where that is enough, use {@code
 * Behaviors.supervise}.
 *
 * <p><b>Start.</b> A child starts when the one declared before it has started: its {@code setup}
 * has run.
 *
 * <p><b>A failure</b> is any exception of a child that Pekko's supervision catches. In a group that
 * is <i>one for one</i> the child is started anew, and its siblings notice nothing. In one that is
 * <i>all for one</i> the siblings are stopped in the reverse of the start order, each after the
 * message that it is handling; the next one is stopped when the one before is, with all its own
 * children. Then all are started in the start order. An instance that ends so gets {@code
 * PreRestart}; one that is made gets the cause. Failures of siblings meanwhile belong to the same
 * restart; a failure while children start anew is another one.
 *
 * <p><b>References stay.</b> A child is restarted in place, so its reference is the same over all
 * restarts, and siblings and strangers may keep it. What it is sent while it is down waits for its
 * next instance, up to {@link #withStash} messages; more go to the dead letters. The message that a
 * child failed with is lost: delivery stays at most once.
 *
 * <p><b>Limits.</b> {@link Restarts} says how many restarts are made within a window, and how long
 * the group waits before each. A failure beyond that stops all children in the reverse order, and
 * then the group fails with {@link GroupFailed}: its parent's to handle, who may restart the whole
 * group by {@code Behaviors.supervise}. So it does when a child ends by an error that no supervisor
 * catches, such as an {@code InterruptedException}.
 *
 * <p><b>A child that stops by itself</b> is left alone: it is not a failure, it is not started
 * anew, not even when siblings are. When the last one has stopped, the group stops. When the group
 * is stopped from outside, Pekko stops its children in no order.
 *
 * <p>A value: it may be used for several groups. All state is the group's actor's. The clock and
 * the source of chance are asked on that actor's thread.
 */
public final class SupervisedGroup {
  private static final int STASH = 1_000;

  private final GroupSettings settings;

  private SupervisedGroup(GroupSettings settings) {
    this.settings = settings;
  }

  /** A group in which a child's failure restarts all. */
  public static SupervisedGroup allForOne(Restarts restarts) {
    return of(true, restarts);
  }

  /** A group in which a child's failure restarts that child alone. */
  public static SupervisedGroup oneForOne(Restarts restarts) {
    return of(false, restarts);
  }

  private static SupervisedGroup of(boolean isAllForOne, Restarts restarts) {
    return new SupervisedGroup(
        new GroupSettings(
            isAllForOne,
            restarts,
            InstantSource.system(),
            () -> ThreadLocalRandom.current().nextDouble(),
            STASH));
  }

  /**
   * The same, with up to so many messages that wait for a child that is down; 1,000 unless said.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public SupervisedGroup withStash(int messages) {
    if (messages < 1) {
      throw new IllegalArgumentException(
          "group: stash must be 1 message or more, was '%d'".formatted(messages));
    }
    return new SupervisedGroup(
        new GroupSettings(
            settings.isAllForOne(),
            settings.restarts(),
            settings.clock(),
            settings.chance(),
            messages));
  }

  /**
   * The same, with a clock for the window and a source of chance, from 0 to 1, for the jitter; for
   * tests that repeat.
   */
  public SupervisedGroup with(InstantSource clock, DoubleSupplier chance) {
    return new SupervisedGroup(
        new GroupSettings(
            settings.isAllForOne(), settings.restarts(), clock, chance, settings.stash()));
  }

  /**
   * The behavior of such a group.
   *
   * @param behavior declares the children, and makes what the group does with its own messages
   */
  public <C> Behavior<C> create(Function<Members, Behavior<C>> behavior) {
    return Behaviors.<Object>setup(
            context -> {
              GroupMembers members = new GroupMembers(context, settings.stash());
              return Behaviors.intercept(
                  () -> new GroupSupervisor<C>(settings, members),
                  Behaviors.<C>setup(own -> behavior.apply(members)));
            })
        .narrow();
  }

  /** What a group is told by who makes it. */
  record GroupSettings(
      boolean isAllForOne,
      Restarts restarts,
      InstantSource clock,
      DoubleSupplier chance,
      int stash) {}
}
