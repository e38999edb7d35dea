package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import dev.troupe.model.internal.StageFailure;
import dev.troupe.persistence.internal.CrashPoint;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Erases the tenants that are to be erased, a pass of each in turn, until all are. One over the
 * cluster; started anew elsewhere when its node goes.
 */
public final class Eraser extends AbstractBehavior<Eraser.Message> {
  /** What it is told. */
  public sealed interface Message {}

  private enum Signal implements Message {
    LOOK
  }

  private record Passed(
      TenantId tenant, ErasureJob.@Nullable Pass pass, @Nullable Throwable failure)
      implements Message {}

  private record Finished(TenantId tenant, @Nullable Throwable failure) implements Message {}

  /**
   * What it needs.
   *
   * @param due the tenants that are to be erased, as this node knows it
   * @param finish says that a tenant is erased, with its signed certificate
   * @param calls where passes run
   */
  public record Surroundings(
      Supplier<Collection<TenantId>> due,
      BiFunction<TenantId, String, CompletionStage<?>> finish,
      DatabaseCalls calls,
      Duration pollInterval) {}

  private final ErasureJob job;
  private final Surroundings around;
  private final Deque<TenantId> waiting = new ArrayDeque<>();

  /** What was last said of each, so that it is said once. */
  private final Map<TenantId, String> said = new HashMap<>();

  private boolean isBusy;

  private Eraser(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      ErasureJob job,
      Surroundings around) {
    super(context);
    this.job = job;
    this.around = around;
    timers.startTimerWithFixedDelay(Signal.LOOK, Duration.ZERO, around.pollInterval());
  }

  /** Erases who is due, with this job. */
  public static Behavior<Message> create(ErasureJob job, Surroundings around) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Eraser(context, timers, job, around)));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Signal.LOOK, this::onLook)
        .onMessage(Passed.class, this::onPassed)
        .onMessage(Finished.class, this::onFinished)
        .onSignal(PostStop.class, this::onStop)
        .build();
  }

  private Behavior<Message> onLook() {
    if (waiting.isEmpty() && !isBusy) {
      waiting.addAll(around.due().get());
      said.keySet().retainAll(waiting);
    }
    return next();
  }

  private Behavior<Message> next() {
    TenantId tenant = isBusy ? null : waiting.poll();
    if (tenant != null) {
      isBusy = true;
      getContext()
          .pipeToSelf(
              around.calls().run(() -> job.pass(tenant)),
              (pass, failure) -> new Passed(tenant, pass, failure));
    }
    return this;
  }

  private Behavior<Message> onPassed(Passed passed) {
    TenantId tenant = passed.tenant();
    switch (passed.pass()) {
      case ErasureJob.Done done ->
          getContext()
              .pipeToSelf(
                  around.finish().apply(tenant, done.certificate()),
                  (any, failure) -> new Finished(tenant, failure));
      case ErasureJob.Waits waits -> {
        say(tenant, "waiting for " + waits.what());
        isBusy = false;
        next();
      }
      case null -> {
        failed(tenant, Objects.requireNonNull(passed.failure()));
        isBusy = false;
        next();
      }
    }
    return this;
  }

  private Behavior<Message> onFinished(Finished finished) {
    TenantId tenant = finished.tenant();
    if (finished.failure() == null) {
      getContext().getLog().info("erasure of '{}': is done and certified", tenant);
      CrashPoint.ERASURE_FINISHED.reached();
    } else {
      failed(tenant, finished.failure());
    }
    isBusy = false;
    return next();
  }

  private void failed(TenantId tenant, Throwable failure) {
    say(tenant, "tried again, since it failed: " + StageFailure.cause(failure));
  }

  private void say(TenantId tenant, String what) {
    if (!Objects.equals(said.put(tenant, what), what)) {
      getContext().getLog().warn("erasure of '{}': {}", tenant, what);
    }
  }

  private Behavior<Message> onStop(PostStop stop) {
    job.stop();
    return this;
  }
}
