package dev.troupe.cluster.internal;

import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.internal.CrashPoint;
import dev.troupe.persistence.postgres.ReminderStore;
import dev.troupe.persistence.postgres.ReminderStore.Move;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.jspecify.annotations.Nullable;

/**
 * Fires the reminders that this node claims, while it is up in the cluster: before that nobody
 * would handle them, and on the way out others do.
 *
 * <p>It acknowledges nothing, for a reminder goes on in the transaction of the entry that its
 * firing led to. It may die at any time: what it had claimed is fired by others when the lease
 * ends, and counts once.
 */
public final class ReminderDispatcher extends AbstractBehavior<ReminderDispatcher.Message> {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  private final Work work;
  private final TimerScheduler<Message> timers;
  private final OwnMembership membership;
  private final Map<String, Integer> inFlightByTenant = new HashMap<>();
  private final List<ActorRef<Done>> drained = new ArrayList<>();
  private int inFlight;
  private int doneSinceClaim;
  private boolean isClaiming;
  private boolean isDraining;

  /**
   * What a dispatcher works with.
   *
   * @param settings how it fires
   * @param store the table
   * @param calls runs calls of the store
   * @param send asks the entity
   */
  public record Work(
      ReminderSettings settings,
      ReminderStore store,
      DatabaseCalls calls,
      BiFunction<Claimed, Delivery, CompletionStage<EntityReply>> send) {}

  /** What a dispatcher is told; all but {@link Drain} by itself. */
  public sealed interface Message {}

  /**
   * Claim nothing any more.
   *
   * @param replyTo is told when nothing is under way
   */
  public record Drain(ActorRef<Done> replyTo) implements Message {}

  /** Look, unless there is a reason not to. */
  enum Wake implements Message {
    WAKE
  }

  /** A member of the cluster changed. */
  record MemberChanged(MemberEvent event) implements Message {}

  private record Looked(ReminderLook look) implements Message {}

  private record LookFailed(Throwable cause) implements Message {}

  private record Answered(Claimed reminder, EntityReply answer) implements Message {}

  private record Unanswered(Claimed reminder) implements Message {}

  private record Noted(List<Claimed> reminders, @Nullable Throwable failure) implements Message {}

  private ReminderDispatcher(
      ActorContext<Message> context, TimerScheduler<Message> timers, Work work) {
    super(context);
    this.timers = timers;
    this.work = work;
    this.membership = OwnMembership.follow(context, MemberChanged::new);
  }

  /** A dispatcher that fires from when its node is up until it leaves, is downed or removed. */
  public static Behavior<Message> create(Work work) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new ReminderDispatcher(context, timers, work)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder().onMessage(Message.class, this::onMessage).build();
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Wake wake -> look();
      case MemberChanged changed -> {
        membership.changed(changed.event());
        look();
      }
      case Looked looked -> onLooked(looked.look());
      case LookFailed failed -> {
        isClaiming = false;
        getContext().getLog().warn("reminders can't be claimed: {}", failed.cause().toString());
        timers.startSingleTimer(Wake.WAKE, FiringEnd.SOON);
        tellIfDrained();
      }
      case Answered answered -> onAnswer(answered.reminder(), answered.answer());
      case Unanswered unanswered ->
          end(unanswered.reminder(), new FiringEnd.Release(FiringEnd.SOON));
      case Noted noted -> onNoted(noted);
      case Drain drain -> {
        isDraining = true;
        drained.add(drain.replyTo());
        tellIfDrained();
      }
    }
    return this;
  }

  private void look() {
    int room = work.settings().inFlightPerNode() - inFlight;
    if (isClaiming || isDraining || room <= 0 || !membership.isUp()) {
      return;
    }
    isClaiming = true;
    doneSinceClaim = 0;
    timers.cancel(Wake.WAKE);
    Map<String, Integer> busy = Map.copyOf(inFlightByTenant);
    ReminderSettings settings = work.settings();
    getContext()
        .pipeToSelf(
            work.calls().run(() -> ReminderLook.at(work.store(), settings, room, busy)),
            (look, failure) -> failure == null ? new Looked(look) : new LookFailed(failure));
  }

  private void onLooked(ReminderLook look) {
    isClaiming = false;
    if (!look.due().isEmpty()) {
      CrashPoint.REMINDER_CLAIMED.reached();
    }
    List<Move> moves = new ArrayList<>();
    for (ReminderLook.Due each : look.due()) {
      Claimed claimed = each.claimed();
      inFlight++;
      inFlightByTenant.merge(tenant(claimed), 1, Integer::sum);
      switch (each.step()) {
        case ReminderStep.Fire fire -> fire(claimed, fire.delivery());
        case ReminderStep.Wait wait -> moves.add(new Move(claimed, wait.next()));
        case ReminderStep.Refuse refuse ->
            end(
                claimed,
                FiringEnd.refused(refuse.reason(), claimed.attempt(), work.settings().retry()));
      }
    }
    if (!moves.isEmpty()) {
      note(moves.stream().map(Move::claimed).toList(), store -> store.move(moves));
    }
    timers.startSingleTimer(Wake.WAKE, look.pause(SHORTEST_PAUSE, work.settings().pollInterval()));
    tellIfDrained();
  }

  private static String tenant(Claimed reminder) {
    return reminder.id().tenant().value();
  }

  private void fire(Claimed reminder, Delivery delivery) {
    getContext()
        .pipeToSelf(
            work.send().apply(reminder, delivery),
            (answer, failure) ->
                failure == null ? new Answered(reminder, answer) : new Unanswered(reminder));
  }

  private void onAnswer(Claimed reminder, EntityReply answer) {
    CrashPoint.REMINDER_FIRED.reached();
    end(reminder, FiringEnd.of(answer, reminder.attempt(), work.settings().retry()));
  }

  private void end(Claimed reminder, FiringEnd end) {
    List<Claimed> one = List.of(reminder);
    switch (end) {
      case FiringEnd.Done done -> done(one);
      case FiringEnd.Release release ->
          note(one, store -> store.release(reminder, release.pause()));
      case FiringEnd.Again again -> note(one, store -> store.refused(reminder, again.pause()));
      case FiringEnd.Park park -> {
        getContext()
            .getLog()
            .warn(
                "reminder {} is parked after {} attempts: {}",
                reminder.id(),
                reminder.attempt(),
                park.reason());
        note(one, store -> store.park(reminder, park.reason()));
      }
    }
  }

  /** A change of the table. */
  @FunctionalInterface
  private interface Note {
    void on(ReminderStore store) throws SQLException;
  }

  private void note(List<Claimed> reminders, Note note) {
    getContext()
        .pipeToSelf(
            work.calls()
                .run(() -> {
                  note.on(work.store());
                  return Done.done();
                }),
            (done, failure) -> new Noted(reminders, failure));
  }

  /** What could not be noted is fired again when its lease ends. */
  private void onNoted(Noted noted) {
    if (noted.failure() != null) {
      getContext().getLog().warn("reminders can't be changed: {}", noted.failure().toString());
    }
    done(noted.reminders());
  }

  private void done(List<Claimed> reminders) {
    for (Claimed each : reminders) {
      inFlight--;
      doneSinceClaim++;
      inFlightByTenant.computeIfPresent(
          tenant(each), (same, count) -> count == 1 ? null : count - 1);
    }
    ReminderSettings settings = work.settings();
    int many = Math.min(settings.inFlightPerNode() / 4, settings.inFlightPerTenant() / 2);
    // One look for each would cost more than the firings do.
    if (inFlight == 0 || doneSinceClaim > many) {
      look();
    }
    tellIfDrained();
  }

  private void tellIfDrained() {
    if (isDraining && inFlight == 0 && !isClaiming) {
      drained.forEach(each -> each.tell(Done.done()));
      drained.clear();
    }
  }
}
