package dev.troupe.bench.load;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Commands that come at times of their own, whether others were answered or not; the times are
 * those of a Poisson process, and a latency counts from the time at which its command was due.
 */
public final class OpenLoop {
  private static final long PATIENCE_SECONDS = 60;
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Window window;
  private final double perSecond;
  private final Supplier<CompletionStage<Optional<String>>> command;
  private final Phaser unanswered = new Phaser(1);

  private OpenLoop(
      Window window, double perSecond, Supplier<CompletionStage<Optional<String>>> command) {
    this.window = window;
    this.perSecond = perSecond;
    this.command = command;
  }

  /** Starts to send so many per second, until the window ends; wait for the last answer then. */
  public static Waiting start(
      Window window, double perSecond, Supplier<CompletionStage<Optional<String>>> command) {
    OpenLoop loop = new OpenLoop(window, perSecond, command);
    Thread thread = Thread.ofPlatform().start(loop::send);
    return () -> {
      thread.join();
      loop.await();
    };
  }

  /** What is left to do when the window has ended. */
  public interface Waiting {
    /** Returns when the last answer is there. */
    void await() throws InterruptedException;
  }

  private void send() {
    SplittableRandom random = new SplittableRandom();
    double due = System.nanoTime();
    while (!window.ended()) {
      due -= Math.log(1 - random.nextDouble()) * NANOS / perSecond;
      long at = (long) due;
      for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      send(at);
    }
  }

  private void send(long dueNanos) {
    unanswered.register();
    var unused =
        command
            .get()
            .whenComplete((problem, failure) -> {
              if (failure != null) {
                window.failed(failure.toString());
              } else if (problem.isPresent()) {
                window.failed(problem.get());
              } else {
                window.done(dueNanos, 1);
              }
              unanswered.arriveAndDeregister();
            });
  }

  private void await() throws InterruptedException {
    int phase = unanswered.arriveAndDeregister();
    try {
      unanswered.awaitAdvanceInterruptibly(phase, PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "open loop: %d commands were not answered after %s"
              .formatted(unanswered.getUnarrivedParties(), Duration.ofSeconds(PATIENCE_SECONDS)),
          e);
    }
  }
}
