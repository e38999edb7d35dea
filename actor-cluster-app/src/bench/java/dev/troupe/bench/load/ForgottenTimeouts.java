package dev.troupe.bench.load;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/** Waits until asks that were answered take no memory any more. */
public final class ForgottenTimeouts {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ForgottenTimeouts() {}

  /**
   * Returns after a turn of the scheduler's wheel. The timeout of an ask that was answered is
   * cancelled, and dropped when the wheel comes by; a task that is due a whole turn from now is run
   * when it has come by everywhere.
   */
  public static void await(ActorSystem<?> system) throws InterruptedException {
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
