package dev.troupe.actor.call;

import dev.troupe.model.Reply;
import dev.troupe.model.TimedOut;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.Doubling;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.CircuitBreaker;
import scala.concurrent.ExecutionContext;

/**
 * Another service, as this node calls it: with a deadline, with retries that wait and that are
 * bounded over all calls, and not at all while it does nothing but fail.
 *
 * <p>Make one per service and node, and keep it: the {@linkplain CallSettings.Budget budget} and
 * the {@linkplain CallSettings.Breaker breaker} only know what they have seen.
 *
 * <pre>{@code
 * Callee payments = Callee.of("payments", CallSettings.DEFAULT, system);
 * CompletionStage<Reply<Receipt>> receipt =
 *     payments.call(Call.of(id, Duration.ofSeconds(5)), attempt -> charge(attempt, 60));
 * }</pre>
 *
 * <p>A call is tried again only under the id it was first tried with, so a service that keeps the
 * ids it has seen does it once; one that does not must be given {@code attempts} of 1, unless what
 * is asked may be done twice.
 *
 * <p>An actor calls with {@code context.pipeToSelf}; an entity's {@code decide} is pure and calls
 * nobody: it sends an outbox message to an actor or entity that does.
 *
 * <p>Thread-safe. What follows an answer runs on the system's default dispatcher or on the thread
 * that completed the attempt: hand it to an executor of your own if it blocks.
 */
public final class Callee {
  private final String name;
  private final CallSettings settings;
  private final Scheduler scheduler;
  private final ExecutionContext executor;
  private final CircuitBreaker breaker;
  private final RetryBudget budget;
  private final LongUnaryOperator random;

  private Callee(
      String name, CallSettings settings, ActorSystem<?> system, LongUnaryOperator random) {
    this.name = name;
    this.settings = settings;
    this.scheduler = system.scheduler();
    this.executor = system.executionContext();
    this.random = random;
    this.budget = new RetryBudget(settings.budget());
    this.breaker =
        new CircuitBreaker(
            system.executionContext(),
            Adapter.toClassic(system).scheduler(),
            settings.breaker().failures(),
            settings.attemptTimeout(),
            settings.breaker().pause());
  }

  /**
   * A service that has not been called yet.
   *
   * @param name for messages
   */
  public static Callee of(String name, CallSettings settings, ActorSystem<?> system) {
    return of(name, settings, system, most -> ThreadLocalRandom.current().nextLong(most + 1));
  }

  /** The same, where this says for each longest pause in nanoseconds how long it is. */
  static Callee of(
      String name, CallSettings settings, ActorSystem<?> system, LongUnaryOperator random) {
    return new Callee(name, settings, system, random);
  }

  /**
   * Calls the service until it has answered, or the deadline has passed, or nothing more may be
   * tried.
   *
   * @param call until when, and under which id
   * @param attempt sends one attempt, and returns at once with what will come of it
   * @return the service's word, yes or no; or exceptionally {@link TimedOut} when the deadline has
   *     passed, and {@link Unavailable} when no more is tried before it. In both cases it may have
   *     been done: the same call again, under the same id, finds out
   */
  public <T> CompletionStage<Reply<T>> call(
      Call call, Function<Attempt, CompletionStage<Answer<T>>> attempt) {
    return new Attempts<>(this, call, attempt).begin();
  }

  String name() {
    return name;
  }

  CallSettings settings() {
    return settings;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  RetryBudget budget() {
    return budget;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  ExecutionContext executor() {
    return executor;
  }

  /** How long is waited after this attempt. */
  Duration pauseAfter(int attempt) {
    CallSettings.Backoff backoff = settings.backoff();
    Duration longest = Doubling.after(attempt, backoff.first(), backoff.most());
    return Duration.ofNanos(random.applyAsLong(longest.toNanos()));
  }
}
