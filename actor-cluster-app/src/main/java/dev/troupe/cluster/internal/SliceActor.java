package dev.troupe.cluster.internal;

import dev.troupe.model.internal.Doubling;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import dev.troupe.persistence.postgres.feed.FeedWakeup.Reason;
import dev.troupe.persistence.postgres.feed.ProjectionSettings;
import dev.troupe.persistence.postgres.feed.ProjectionSlice;
import dev.troupe.persistence.postgres.feed.ProjectionSlice.Next;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** Moves one slice of a projection on, whenever there may be something for it to do. */
public final class SliceActor extends AbstractBehavior<SliceActor.Message> {

  /** What moves it. */
  public sealed interface Message {}

  private record Woken(Reason reason) implements Message {}

  private record Stepped(@Nullable Next next, @Nullable Throwable failure) implements Message {}

  private enum Signal implements Message {
    POLL,
    LOOK_AGAIN,
    TRY_AGAIN
  }

  private enum Mood {
    WORKING,
    WAITING_FOR_EVENTS,
    WAITING_FOR_AN_OPERATOR,
    BACKING_OFF
  }

  private final ProjectionSlice<?> slice;
  private final FeedWakeup wakeup;
  private final FeedWakeup.Listener listener;
  private final ProjectionSettings settings;
  private final TimerScheduler<Message> timers;
  private final Executor blocking;
  private Mood mood = Mood.WORKING;
  private boolean again;
  private boolean refresh;
  private int failures;
  private int heldUp;

  private SliceActor(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      ProjectionSlice<?> slice,
      FeedWakeup wakeup,
      ProjectionSettings settings) {
    super(context);
    this.slice = slice;
    this.wakeup = wakeup;
    this.settings = settings;
    this.timers = timers;
    this.blocking =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("troupe-dispatchers.projections"));
    var self = context.getSelf();
    this.listener = reason -> self.tell(new Woken(reason));
    wakeup.listen(listener);
    timers.startTimerWithFixedDelay(Signal.POLL, settings.pollInterval());
    step();
  }

  /** Moves this slice on. */
  public static Behavior<Message> create(
      ProjectionSlice<?> slice, FeedWakeup wakeup, ProjectionSettings settings) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new SliceActor(context, timers, slice, wakeup, settings)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Woken.class, this::onWoken)
        .onMessage(Stepped.class, this::onStepped)
        .onMessageEquals(Signal.POLL, this::onPoll)
        .onMessageEquals(Signal.LOOK_AGAIN, this::onLookAgain)
        .onMessageEquals(Signal.TRY_AGAIN, this::step)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Message> onWoken(Woken woken) {
    boolean isForMe =
        mood == Mood.WAITING_FOR_EVENTS
            || (mood == Mood.WAITING_FOR_AN_OPERATOR && woken.reason() == Reason.OPERATOR);
    again |= mood == Mood.WORKING;
    refresh |= woken.reason() == Reason.OPERATOR;
    return isForMe ? step() : this;
  }

  private Behavior<Message> onPoll() {
    refresh = true;
    return mood == Mood.WAITING_FOR_EVENTS || mood == Mood.WAITING_FOR_AN_OPERATOR ? step() : this;
  }

  private Behavior<Message> onLookAgain() {
    return mood == Mood.WAITING_FOR_EVENTS ? step() : this;
  }

  private Behavior<Message> step() {
    mood = Mood.WORKING;
    again = false;
    boolean refreshed = refresh;
    refresh = false;
    CompletableFuture<Next> step =
        CompletableFuture.supplyAsync(() -> blockingStep(refreshed), blocking);
    getContext().pipeToSelf(step, Stepped::new);
    return this;
  }

  private Next blockingStep(boolean refreshed) {
    try {
      if (refreshed) {
        slice.refresh();
      }
      return slice.step();
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private Behavior<Message> onStepped(Stepped stepped) {
    if (stepped.next() == null) {
      return onFailure(stepped.failure());
    }
    failures = 0;
    heldUp = stepped.next() == Next.WAIT_FOR_A_TRANSACTION ? heldUp + 1 : 0;
    return switch (stepped.next()) {
      case GO_ON -> step();
      case WAIT_FOR_EVENTS -> waitUnlessWoken(Mood.WAITING_FOR_EVENTS);
      case WAIT_FOR_A_TRANSACTION -> lookAgainSoon();
      case WAIT_FOR_AN_OPERATOR -> waitUnlessWoken(Mood.WAITING_FOR_AN_OPERATOR);
    };
  }

  private Behavior<Message> waitUnlessWoken(Mood next) {
    if (again) {
      return step();
    }
    mood = next;
    return this;
  }

  /** Whoever holds events up may be one of us, who wakes nobody; or run for hours. */
  private Behavior<Message> lookAgainSoon() {
    timers.startSingleTimer(
        Signal.LOOK_AGAIN,
        Doubling.after(heldUp, settings.wakeInterval(), settings.pollInterval()));
    return waitUnlessWoken(Mood.WAITING_FOR_EVENTS);
  }

  private Behavior<Message> onFailure(@Nullable Throwable failure) {
    failures++;
    Duration wait = backoff();
    getContext()
        .getLog()
        .warn("{}: failed {} times in a row, next try in {}", slice, failures, wait, failure);
    mood = Mood.BACKING_OFF;
    timers.startSingleTimer(Signal.TRY_AGAIN, wait);
    return this;
  }

  /** Twice as long each time, and not at the same time in all slices. */
  private Duration backoff() {
    long millis = Doubling.after(failures, settings.minBackoff(), settings.maxBackoff()).toMillis();
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(1 + millis / 4));
  }

  private Behavior<Message> onStop(PostStop stop) {
    wakeup.forget(listener);
    return this;
  }
}
