package dev.troupe.persistence.postgres;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for calls that wait for the database, of which only so many wait for a thread.
 *
 * <p>A dispatcher of Pekko has what does not fit its queue run by whoever asks, who is an actor, or
 * has one waiting: they must never block.
 */
public final class BoundedThreads {
  private static final Duration IDLE = Duration.ofMinutes(1);

  private BoundedThreads() {}

  /**
   * Threads that end while nobody asks; what comes beyond is refused by a {@link
   * java.util.concurrent.RejectedExecutionException}.
   *
   * @param name that theirs begin with
   * @param number how many threads, at least 1
   * @param mostWaiting how many calls wait for one of them, at least 1
   */
  public static ExecutorService of(String name, int number, int mostWaiting) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            number,
            number,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(mostWaiting),
            Thread.ofPlatform().daemon().name(name + "-", 0).factory(),
            new ThreadPoolExecutor.AbortPolicy());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
