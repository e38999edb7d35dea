package dev.troupe.actor;

import dev.troupe.actor.GroupEvent.Failed;
import dev.troupe.actor.GroupEvent.Halted;
import dev.troupe.actor.GroupEvent.Started;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;

/**
 * The actor of a child: one instance of its behavior after the other, and between two of them a
 * gate that keeps messages and waits for the group's word.
 *
 * <p>An instance ends by an exception, its own or {@link Ordered}, which Pekko's supervisor turns
 * into a restart in place: it signals {@code PreRestart}, ends timers, stops the children and waits
 * for them. What it restarts to is the gate.
 */
final class GroupMember<T> {
  private static final SupervisorStrategy RESTART =
      SupervisorStrategy.restart().withLoggingEnabled(false);

  private final int number;
  private final ActorRef<? super GroupEvent> group;
  private final AtomicInteger haltRound;
  private final Function<Optional<Throwable>, Behavior<T>> behavior;
  private final StashBuffer<Object> stash;
  private final LastFailure last = new LastFailure();
  private int round;

  private GroupMember(
      Place place, Function<Optional<Throwable>, Behavior<T>> behavior, StashBuffer<Object> stash) {
    this.number = place.number();
    this.group = place.group();
    this.haltRound = place.haltRound();
    this.behavior = behavior;
    this.stash = stash;
  }

  /** Where a member is: its number, its group, and the last round in which it is to be down. */
  record Place(int number, ActorRef<? super GroupEvent> group, AtomicInteger haltRound) {}

  /** What a group tells a member. */
  sealed interface Order {}

  /** Be down. Who is not has seen the round already, at the message before. */
  record Halt(int round) implements Order {}

  /** Make the next instance. */
  record Start(int round, Optional<Throwable> cause) implements Order {}

  static <T> Behavior<Object> create(
      Place place, int capacity, Function<Optional<Throwable>, Behavior<T>> behavior) {
    return Behaviors.withStash(
        capacity,
        stash -> {
          GroupMember<T> member = new GroupMember<>(place, behavior, stash);
          return Behaviors.supervise(Behaviors.<Object>setup(member::gate))
              .onFailure(Throwable.class, RESTART);
        });
  }

  private Behavior<Object> gate(ActorContext<Object> context) {
    last.take()
        .ifPresent(why ->
            group.tell(
                why instanceof Ordered
                    ? new Halted(number, haltRound.get())
                    : new Failed(number, why)));
    return Behaviors.receiveMessage(message -> {
      switch (message) {
        case Halt halt -> group.tell(new Halted(number, halt.round()));
        case Start start -> {
          round = start.round();
          return stash.unstashAll(instance(start.cause()));
        }
        default -> keep(context, message);
      }
      return Behaviors.same();
    });
  }

  private void keep(ActorContext<Object> context, Object message) {
    if (stash.isFull()) {
      var system = Adapter.toClassic(context.getSystem());
      system
          .deadLetters()
          .tell(
              new DeadLetter(message, system.deadLetters(), Adapter.toClassic(context.getSelf())),
              system.deadLetters());
    } else {
      stash.stash(message);
    }
  }

  /** It was taken from the mailbox, or the stash, before what is in the stash. */
  private void keepFirst(ActorContext<Object> context, Object message) {
    List<Object> later = new ArrayList<>();
    stash.forEach(later::add);
    stash.clear();
    keep(context, message);
    later.forEach(each -> keep(context, each));
  }

  private Behavior<Object> instance(Optional<Throwable> cause) {
    return Behaviors.intercept(Guard::new, last.of(behavior, cause));
  }

  /** Ends the instance at the first message after an order, and tells that it has started. */
  private final class Guard extends BehaviorInterceptor<Object, T> {

    Guard() {
      super(Object.class);
    }

    @Override
    public Behavior<T> aroundStart(TypedActorContext<Object> context, PreStartTarget<T> target) {
      Behavior<T> started = target.start(context);
      group.tell(new Started(number));
      return started;
    }

    @Override
    @SuppressWarnings("unchecked") // The group gives out the reference for messages of this type.
    public Behavior<T> aroundReceive(
        TypedActorContext<Object> context, Object message, ReceiveTarget<T> target) {
      if (haltRound.get() > round) {
        if (!(message instanceof Order)) {
          keepFirst(context.asJava(), message);
        }
        Ordered ordered = new Ordered();
        last.keep(ordered);
        throw ordered;
      }
      return message instanceof Order ? Behaviors.same() : target.apply(context, (T) message);
    }
  }

  /** Ends an instance that has done nothing wrong. */
  private static final class Ordered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ordered() {
      super("stopped by its group", null, false, false);
    }
  }
}
