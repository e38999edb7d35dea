package dev.troupe.monitor;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long the JVM stood still: a thread that wants to wake up soon, and says how late it is. */
final class Pauses implements Runnable {
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long NOTABLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Timer pauses;
  private volatile boolean isStopped;

  Pauses(MeterRegistry registry) {
    pauses =
        Timer.builder("troupe.pause")
            .description("pauses of the whole JVM of 50 ms or more, by the monotonic clock")
            .register(registry);
  }

  void start() {
    Thread.ofPlatform().daemon().name("troupe-pause-meter").start(this);
  }

  void stop() {
    isStopped = true;
  }

  @Override
  public void run() {
    long before = System.nanoTime();
    while (!isStopped) {
      LockSupport.parkNanos(this, NAP_NANOS);
      long now = System.nanoTime();
      long late = now - before - NAP_NANOS;
      if (late >= NOTABLE_NANOS) {
        pauses.record(late, TimeUnit.NANOSECONDS);
      }
      before = now;
    }
  }
}
