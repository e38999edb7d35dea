package dev.troupe.actor.call;

import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.model.TimedOut;
import dev.troupe.model.Unavailable;
import dev.troupe.model.internal.StageFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/**
 * One call in progress: its attempts come one after the other, each when the one before is over.
 */
final class Attempts<T> {
  private final Callee callee;
  private final Call call;
  private final Function<Attempt, CompletionStage<Answer<T>>> sender;
  private final CompletableFuture<Reply<T>> result = new CompletableFuture<>();
  private volatile int sent;
  private volatile String last = "no answer yet";

  Attempts(Callee callee, Call call, Function<Attempt, CompletionStage<Answer<T>>> sender) {
    this.callee = callee;
    this.call = call;
    this.sender = sender;
  }

  CompletionStage<Reply<T>> begin() {
    callee.budget().called();
    Cancellable deadline =
        callee.scheduler().scheduleOnce(call.remaining(), this::late, callee.executor());
    attempt(1);
    return result.whenComplete((reply, failure) -> deadline.cancel());
  }

  private void attempt(int number) {
    Duration remaining = call.remaining();
    if (result.isDone() || remaining.isZero()) {
      late();
      return;
    }
    Duration patience = callee.settings().attemptTimeout();
    Attempt attempt =
        new Attempt(call.id(), number, remaining.compareTo(patience) < 0 ? remaining : patience);
    callee
        .breaker()
        .callWithCircuitBreakerCS(() -> send(attempt), Attempts::isFailure)
        .whenComplete(this::over);
  }

  /** What is thrown at once is an attempt that failed, like any other. */
  private CompletionStage<Answer<T>> send(Attempt attempt) {
    sent = attempt.number();
    try {
      return sender.apply(attempt);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static <T> Boolean isFailure(Optional<Answer<T>> answer, Optional<Throwable> failure) {
    return failure.isPresent() || answer.filter(Answer.Again.class::isInstance).isPresent();
  }

  private void over(@Nullable Answer<T> answer, @Nullable Throwable failure) {
    switch (answer) {
      case Answer.Final<T> said -> result.complete(said.reply());
      case Answer.Again<T> no -> again(no.why(), no.retryAfter());
      case null ->
          failed(
              failure == null
                  ? new IllegalStateException("no answer")
                  : StageFailure.cause(failure));
    }
  }

  private void failed(Throwable failure) {
    if (failure instanceof CircuitBreakerOpenException open) {
      Duration pause = Duration.ofNanos(open.remainingDuration().toNanos());
      fail(
          new Unavailable(
              "'%s' is left alone for now, since it only failed%s"
                  .formatted(callee.name(), after()),
              pause.isZero() ? callee.settings().breaker().pause() : pause));
    } else if (failure instanceof Failure known) {
      again(known.code() + ": " + known.getMessage(), known.retryAfter());
    } else {
      again(failure.toString(), Optional.empty());
    }
  }

  private void again(String why, Optional<Duration> retryAfter) {
    last = why;
    if (result.isDone()) {
      return;
    }
    if (sent >= callee.settings().attempts()) {
      fail(new Unavailable("'%s' did not answer%s".formatted(callee.name(), after())));
      return;
    }
    Duration pause = callee.pauseAfter(sent);
    Duration wait = retryAfter.filter(asked -> asked.compareTo(pause) > 0).orElse(pause);
    if (wait.compareTo(call.remaining()) >= 0) {
      fail(
          new Unavailable(
              "'%s' is not to be asked again before the deadline%s"
                  .formatted(callee.name(), after()),
              wait));
    } else if (!callee.budget().take()) {
      fail(
          new Unavailable(
              "'%s' is not asked again, since too many calls of it are%s"
                  .formatted(callee.name(), after())));
    } else {
      callee.scheduler().scheduleOnce(wait, () -> attempt(sent + 1), callee.executor());
    }
  }

  private String after() {
    return sent == 0 ? "" : "; after %d attempts, the last: %s".formatted(sent, last);
  }

  private void late() {
    fail(
        new TimedOut(
            "'%s' did not answer before the deadline%s".formatted(callee.name(), after())));
  }

  private void fail(Failure failure) {
    result.completeExceptionally(failure);
  }
}
