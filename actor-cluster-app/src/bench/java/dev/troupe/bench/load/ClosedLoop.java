package dev.troupe.bench.load;

import dev.troupe.bench.load.Window.Length;
import dev.troupe.bench.report.Measured.Pass;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Keeps a fixed number of commands in flight: the next one leaves when one is answered.
 *
 * <p>So a pause of what is measured pauses the load as well, and the latencies say how long a
 * command takes, not how long a caller who comes at a time of its own would wait.
 */
public final class ClosedLoop {
  private static final long PAUSE_MILLIS = 10;
  private static final long LONGEST_SECONDS = 60;

  private final Window window;
  private final int rows;
  private final Supplier<CompletionStage<Optional<String>>> command;
  private final CountDownLatch busy;

  private ClosedLoop(
      int inFlight, int rows, Window window, Supplier<CompletionStage<Optional<String>>> command) {
    this.window = window;
    this.rows = rows;
    this.command = command;
    this.busy = new CountDownLatch(inFlight);
  }

  /** Runs a window with this many in flight, and returns when the last answer is there. */
  public static Pass run(
      int inFlight, CpuTime cpu, Length length, Supplier<CompletionStage<Optional<String>>> command)
      throws InterruptedException {
    return run(inFlight, 1, cpu, length, command);
  }

  /** The same, where each command concerns so many rows. */
  public static Pass run(
      int inFlight,
      int rows,
      CpuTime cpu,
      Length length,
      Supplier<CompletionStage<Optional<String>>> command)
      throws InterruptedException {
    Window window = new Window(cpu);
    ClosedLoop loop = new ClosedLoop(inFlight, rows, window, command);
    for (int i = 0; i < inFlight; i++) {
      loop.next();
    }
    Pass pass = window.run(length);
    if (!loop.busy.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "closed loop: %d of %d commands were not answered after %d s"
              .formatted(loop.busy.getCount(), inFlight, LONGEST_SECONDS));
    }
    return pass;
  }

  private void next() {
    if (window.ended()) {
      busy.countDown();
      return;
    }
    long start = System.nanoTime();
    var unused =
        command
            .get()
            .thenAccept(problem -> {
              if (problem.isEmpty()) {
                window.done(start, rows);
                next();
              } else {
                window.failed(problem.get());
                // What is refused at once would otherwise be tried again at once, without end.
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::next);
              }
            });
  }

  /**
   * Does this for every number below the count and says how long it took; fails if anything goes
   * wrong with any.
   *
   * @param rows that each of them concerns
   */
  public static Pass timed(
      int count,
      int inFlight,
      int rows,
      CpuTime cpu,
      IntFunction<CompletionStage<Optional<String>>> each)
      throws InterruptedException {
    Window window = new Window(cpu);
    Window.Counting counting = window.start();
    all(
        count,
        inFlight,
        i -> {
          long start = System.nanoTime();
          return each.apply(i).whenComplete((problem, failure) -> window.done(start, rows));
        });
    return counting.end();
  }

  /** Does this for every number below the count; fails if anything goes wrong with any. */
  public static void all(
      int count, int inFlight, IntFunction<CompletionStage<Optional<String>>> each)
      throws InterruptedException {
    Semaphore free = new Semaphore(inFlight);
    Map<String, Long> problems = new ConcurrentHashMap<>();
    for (int i = 0; i < count; i++) {
      free.acquire();
      var unused =
          each.apply(i)
              .whenComplete((problem, failure) -> {
                if (failure != null) {
                  problems.merge(failure.toString(), 1L, Long::sum);
                } else {
                  problem.ifPresent(why -> problems.merge(why, 1L, Long::sum));
                }
                free.release();
              });
    }
    free.acquire(inFlight);
    if (!problems.isEmpty()) {
      throw new IllegalStateException("%d commands: %s".formatted(count, problems));
    }
  }
}
