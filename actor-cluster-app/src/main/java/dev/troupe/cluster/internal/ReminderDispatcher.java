package dev.troupe.cluster.internal;

import dev.troupe.model.AlreadyDelivered;
import dev.troupe.model.Broken;
import dev.troupe.model.Failure;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Throttled;
import dev.troupe.model.TimedOut;
import dev.troupe.model.TooLarge;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.Delivery;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.internal.CrashPoint;
import dev.troupe.persistence.postgres.ReminderStore;
import dev.troupe.persistence.postgres.ReminderStore.Move;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import dev.troupe.persistence.postgres.StoredReminders.Claims;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Fires the reminders that this node claims.
 *
 * <p>It acknowledges nothing, for a reminder goes on in the transaction of the entry that its
 * firing led to. It may die at any time: what it had claimed is fired by others when the lease
 * ends, and counts once.
 */
public final class ReminderDispatcher extends AbstractBehavior<ReminderDispatcher.Message> {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  private final Work work;
  private final TimerScheduler<Message> timers;
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
   * @param blocking runs calls of the store
   * @param send asks the entity
   */
  public record Work(
      ReminderSettings settings,
      ReminderStore store,
      Executor blocking,
      BiFunction<Claimed, Delivery, CompletionStage<EntityReply>> send) {}

  /** What a dispatcher is told; all but {@link Drain} by itself. */
  public sealed interface Message {}

  /**
   * Claim nothing any more.
   *
   * @param replyTo is told when nothing is under way
   */
  public record Drain(ActorRef<Done> replyTo) implements Message {}

  private enum Wake implements Message {
    WAKE
  }

  private record Looked(Claims claims) implements Message {}

  private record LookFailed(Throwable cause) implements Message {}

  private record Answered(Claimed reminder, EntityReply answer) implements Message {}

  private record Unanswered(Claimed reminder) implements Message {}

  private record Noted(List<Claimed> reminders, @Nullable Throwable failure) implements Message {}

  private ReminderDispatcher(
      ActorContext<Message> context, TimerScheduler<Message> timers, Work work) {
    super(context);
    this.timers = timers;
    this.work = work;
    look();
  }

  /** A dispatcher that starts at once. */
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
      case Looked looked -> onLooked(looked.claims());
      case LookFailed failed -> {
        isClaiming = false;
        getContext().getLog().warn("reminders can't be claimed: {}", failed.cause().toString());
        timers.startSingleTimer(Wake.WAKE, SOON);
      }
      case Answered answered -> onAnswer(answered.reminder(), answered.answer());
      case Unanswered unanswered ->
          note(List.of(unanswered.reminder()), s -> s.release(unanswered.reminder(), SOON));
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
    if (isClaiming || isDraining || room <= 0) {
      return;
    }
    isClaiming = true;
    doneSinceClaim = 0;
    timers.cancel(Wake.WAKE);
    Map<String, Integer> busy = Map.copyOf(inFlightByTenant);
    ReminderSettings settings = work.settings();
    getContext()
        .pipeToSelf(
            call(() ->
                work.store().claim(room, settings.inFlightPerTenant(), busy, settings.lease())),
            (claims, failure) -> failure == null ? new Looked(claims) : new LookFailed(failure));
  }

  private void onLooked(Claims claims) {
    isClaiming = false;
    List<Claimed> claimed = claims.claimed();
    if (!claimed.isEmpty()) {
      CrashPoint.REMINDER_CLAIMED.reached();
    }
    List<Move> moves = new ArrayList<>();
    for (Claimed each : claimed) {
      inFlight++;
      inFlightByTenant.merge(tenant(each), 1, Integer::sum);
      switch (ReminderStep.of(each, work.settings().grace())) {
        case ReminderStep.Fire fire -> fire(each, fire.delivery());
        case ReminderStep.Wait wait -> moves.add(new Move(each, wait.next()));
        case ReminderStep.Refuse refuse -> refuse(each, refuse.reason());
      }
    }
    if (!moves.isEmpty()) {
      note(moves.stream().map(Move::claimed).toList(), store -> store.move(moves));
    }
    timers.startSingleTimer(Wake.WAKE, claimed.isEmpty() ? pause(claims) : SHORTEST_PAUSE);
    tellIfDrained();
  }

  private Duration pause(Claims claims) {
    Duration longest = work.settings().pollInterval();
    Duration next = claims.untilNext();
    Duration pause = next.compareTo(longest) > 0 ? longest : next;
    return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
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
    switch (answer) {
      case EntityReply.Answered done -> done(List.of(reminder));
      case EntityReply.Failed failed -> onFailure(reminder, failed.failure());
    }
  }

  private void onFailure(Claimed reminder, Failure failure) {
    switch (failure) {
      case AlreadyDelivered done -> done(List.of(reminder));
      case Broken broken -> refuse(reminder, reason(broken));
      case TooLarge tooLarge -> refuse(reminder, reason(tooLarge));
      case Forbidden forbidden -> refuse(reminder, reason(forbidden));
      case Throttled passing -> release(reminder, passing);
      case TimedOut passing -> release(reminder, passing);
      case Unavailable passing -> release(reminder, passing);
    }
  }

  private static String reason(Failure failure) {
    return failure.code() + ": " + failure.getMessage();
  }

  private void release(Claimed reminder, Failure passing) {
    Duration wait = passing.retryAfter().orElse(SOON);
    note(List.of(reminder), store -> store.release(reminder, wait));
  }

  private void refuse(Claimed reminder, String reason) {
    ReminderSettings.Retry retry = work.settings().retry();
    int attempt = reminder.attempt();
    if (attempt < retry.mostAttempts()) {
      Duration wait = retry.backoff(attempt);
      note(List.of(reminder), store -> store.refused(reminder, wait));
      return;
    }
    getContext()
        .getLog()
        .warn("reminder {} is parked after {} attempts: {}", reminder.id(), attempt, reason);
    note(List.of(reminder), store -> store.park(reminder, reason));
  }

  /** A change of the table. */
  @FunctionalInterface
  private interface Note {
    void on(ReminderStore store) throws SQLException;
  }

  private void note(List<Claimed> reminders, Note note) {
    getContext()
        .pipeToSelf(
            call(() -> {
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

  /** A call of the store. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws SQLException;
  }

  private <T> CompletionStage<T> call(Call<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.run();
          } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        },
        work.blocking());
  }
}
