package dev.troupe.actor;

import dev.troupe.actor.GroupEvent.AllDue;
import dev.troupe.actor.GroupEvent.Failed;
import dev.troupe.actor.GroupEvent.Halted;
import dev.troupe.actor.GroupEvent.OneDue;
import dev.troupe.actor.GroupEvent.Started;
import dev.troupe.actor.SupervisedGroup.GroupSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Starts, halts and restarts the members of a group, around what the group does itself. */
final class GroupSupervisor<C> extends BehaviorInterceptor<Object, C> {
  private final GroupSettings settings;
  private final GroupMembers members;
  private Phase phase = new Running();
  private List<Instant> failures = List.of();
  private int round;

  GroupSupervisor(GroupSettings settings, GroupMembers members) {
    super(Object.class);
    this.settings = settings;
    this.members = members;
  }

  private sealed interface Phase {}

  private record Running() implements Phase {}

  /** Waits until this member has started; those after it are next. */
  private record Starting(int member, Optional<Throwable> cause) implements Phase {}

  /** Waits until this member is down; those before it are next. */
  private record Halting(int member, Then then) implements Phase {}

  /** All are down, and wait for their restart to be due. */
  private record Down() implements Phase {}

  /** What follows when all are down. */
  private sealed interface Then {}

  private record RestartAll(Duration delay, Throwable cause) implements Then {}

  private record Fail(GroupFailed failure) implements Then {}

  @Override
  public Behavior<C> aroundStart(TypedActorContext<Object> context, PreStartTarget<C> target) {
    Behavior<C> own = target.start(context);
    members.close();
    startFrom(0, Optional.empty());
    return own;
  }

  @Override
  @SuppressWarnings("unchecked") // The group's reference is given out for messages of its own type.
  public Behavior<C> aroundReceive(
      TypedActorContext<Object> typed, Object message, ReceiveTarget<C> target) {
    ActorContext<Object> context = typed.asJava();
    switch (message) {
      case Started started -> started(started.member());
      case Halted halted -> halted(context, halted);
      case Failed failed -> failed(context, failed.member(), failed.cause());
      case AllDue due when due.round() == round -> startFrom(0, Optional.of(due.cause()));
      case OneDue due when due.round() == round -> start(due.member(), Optional.of(due.cause()));
      case AllDue due -> context.getLog().debug("a later failure came before {}", due);
      case OneDue due -> context.getLog().debug("a later failure came before {}", due);
      default -> {
        return target.apply(typed, (C) message);
      }
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<C> aroundSignal(
      TypedActorContext<Object> typed, Signal signal, SignalTarget<C> target) {
    int member = signal instanceof Terminated ended ? members.numberOf(ended.getRef()) : -1;
    if (member < 0) {
      return target.apply(typed, signal);
    }
    members.ended(member);
    if (signal instanceof ChildFailed failed) {
      throw GroupFailed.beyondRestart(
          name(typed.asJava()), members.name(member), failed.getCause());
    }
    if (phase instanceof Halting halting && halting.member() == member) {
      haltFrom(typed.asJava(), member - 1, halting.then());
    } else {
      started(member);
    }
    return members.haveAllEnded() ? Behaviors.stopped() : Behaviors.same();
  }

  private void start(int member, Optional<Throwable> cause) {
    if (!members.hasEnded(member)) {
      members.start(member, round, cause);
    }
  }

  private void startFrom(int first, Optional<Throwable> cause) {
    int next = first;
    while (next < members.size() && members.hasEnded(next)) {
      next++;
    }
    if (next == members.size()) {
      phase = new Running();
    } else {
      phase = new Starting(next, cause);
      start(next, cause);
    }
  }

  private void started(int member) {
    if (phase instanceof Starting starting && starting.member() == member) {
      startFrom(member + 1, starting.cause());
    }
  }

  private void failed(ActorContext<Object> context, int member, Throwable cause) {
    if (phase instanceof Halting) {
      return; // It is to be down, and it is.
    }
    String name = members.name(member);
    failures = settings.restarts().counted(failures, settings.clock().instant());
    Optional<Duration> delay =
        settings.restarts().delayAfter(failures, settings.chance().getAsDouble());
    if (delay.isEmpty()) {
      GroupFailed failure = GroupFailed.tooOften(name(context), name, settings.restarts(), cause);
      haltAll(context, new Fail(failure));
    } else if (settings.isAllForOne()) {
      context.getLog().warn("child '{}' failed; all are restarted", name, cause);
      haltAll(context, new RestartAll(delay.get(), cause));
    } else {
      context.getLog().warn("child '{}' failed; it is restarted", name, cause);
      later(context, delay.get(), new OneDue(round, member, cause));
    }
  }

  private void haltAll(ActorContext<Object> context, Then then) {
    round++;
    haltFrom(context, members.size() - 1, then);
  }

  private void haltFrom(ActorContext<Object> context, int last, Then then) {
    int next = last;
    while (next >= 0 && members.hasEnded(next)) {
      next--;
    }
    if (next >= 0) {
      phase = new Halting(next, then);
      members.halt(next, round);
      return;
    }
    phase = new Down();
    switch (then) {
      case Fail fail -> throw fail.failure();
      case RestartAll restart ->
          later(context, restart.delay(), new AllDue(round, restart.cause()));
    }
  }

  private void halted(ActorContext<Object> context, Halted halted) {
    if (halted.round() == round
        && phase instanceof Halting halting
        && halting.member() == halted.member()) {
      haltFrom(context, halted.member() - 1, halting.then());
    }
  }

  private static void later(ActorContext<Object> context, Duration delay, GroupEvent event) {
    if (delay.isZero()) {
      context.getSelf().tell(event);
    } else {
      context.scheduleOnce(delay, context.getSelf(), event);
    }
  }

  private static String name(ActorContext<?> context) {
    return context.getSelf().path().name();
  }
}
