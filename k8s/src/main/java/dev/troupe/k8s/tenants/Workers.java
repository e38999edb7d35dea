package dev.troupe.k8s.tenants;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads that do something for each key they are given. Thread-safe. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final RetryQueue<String> queue = new RetryQueue<>(SHORTEST_PAUSE, LONGEST_PAUSE);
  private final Work work;
  private final List<Thread> threads;
  private volatile boolean isClosed;

  /** What is done for a key; may block. */
  @FunctionalInterface
  interface Work {
    /** Whether it is done; else it is tried again later, like what throws. */
    boolean isDone(String key) throws InterruptedException;
  }

  /** So many threads with names like this; they start at once. */
  static Workers start(String name, int count, Work work) {
    Workers workers = new Workers(name, count, work);
    workers.threads.forEach(Thread::start);
    return workers;
  }

  private Workers(String name, int count, Work work) {
    this.work = work;
    this.threads =
        IntStream.rangeClosed(1, count)
            .mapToObj(number ->
                Thread.ofPlatform().daemon().name(name + "-" + number).unstarted(this::run))
            .toList();
  }

  /** Has something done for this key; returns at once. */
  void add(String key) {
    lock.lock();
    try {
      queue.add(key, System.nanoTime());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        String key = next();
        finish(key, isDone(key));
      }
    } catch (InterruptedException closed) {
      LOG.debug("{} ends", Thread.currentThread().getName());
    }
  }

  private String next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        // What is done may have taken the interrupt for its own.
        if (isClosed) {
          throw new InterruptedException("closed");
        }
        long now = System.nanoTime();
        Optional<String> key = queue.take(now);
        if (key.isPresent()) {
          return key.get();
        }
        OptionalLong pause = queue.untilNext(now);
        // A wait that ends early only looks once more.
        changed.awaitNanos(pause.orElse(LONGEST_PAUSE.toNanos()));
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isDone(String key) throws InterruptedException {
    try {
      return work.isDone(key);
    } catch (RuntimeException e) {
      LOG.warn("tenant '{}': failed, and is tried again", key, e);
      return false;
    }
  }

  private void finish(String key, boolean isDone) {
    lock.lock();
    try {
      if (isDone) {
        queue.done(key);
      } else {
        queue.failed(key, System.nanoTime());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Begins nothing more; what is being done is interrupted. */
  @Override
  public void close() {
    isClosed = true;
    threads.forEach(Thread::interrupt);
  }
}
