package dev.troupe.bench.load;

import com.typesafe.config.Config;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/** The heap that is used when nothing waits to be forgotten. */
public final class SettledHeap {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private SettledHeap() {}

  /** How many bytes are in use after a collection, and without what this system is done with. */
  public static long bytes(ActorSystem<?> system) throws InterruptedException {
    awaitForgottenTimeouts(system);
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /**
   * Returns after a turn of the scheduler's wheel. The timeout of an ask that was answered is
   * cancelled, and dropped when the wheel comes by; a task that is due a whole turn from now is run
   * when it has come by everywhere.
   */
  private static void awaitForgottenTimeouts(ActorSystem<?> system) throws InterruptedException {
    Config scheduler = system.settings().config().getConfig("pekko.scheduler");
    Duration turn =
        scheduler.getDuration("tick-duration").multipliedBy(scheduler.getLong("ticks-per-wheel"));
    CountDownLatch turned = new CountDownLatch(1);
    var unused =
        system.scheduler().scheduleOnce(turn, turned::countDown, system.executionContext());
    if (!turned.await(turn.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the scheduler stood still for " + turn.plus(PATIENCE));
    }
  }
}
