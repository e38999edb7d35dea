package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import dev.troupe.persistence.postgres.feed.SystemEvents;
import dev.troupe.tenants.Tenant;
import dev.troupe.tenants.TenantDirectory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a node's directory what happens to tenants, from the journal itself.
 *
 * <p>It looks whenever a commit is heard of, but not all the time, and by itself several times a
 * second: a wake-up may be lost, and a tenant that is suspended must be so everywhere in a second.
 */
public final class TenantFollower implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TenantFollower.class);
  private static final Duration AT_LEAST_EVERY = Duration.ofMillis(250);
  private static final Duration AT_MOST_EVERY = Duration.ofMillis(20);

  private final SystemEvents<Tenant.Event> events;
  private final TenantDirectory directory;
  private final BiConsumer<TenantId, Tenant.Event> changed;
  private volatile boolean isWoken;
  private volatile boolean isStopped;
  private boolean isFilled;
  private boolean hasFailed;

  private TenantFollower(
      SystemEvents<Tenant.Event> events,
      TenantDirectory directory,
      BiConsumer<TenantId, Tenant.Event> changed) {
    this.events = events;
    this.directory = directory;
    this.changed = changed;
  }

  /**
   * Follows until the actor system ends, on a thread of its own.
   *
   * @param changed is told of what happens from now on, perhaps twice; must return at once
   */
  public static void start(
      SystemEvents<Tenant.Event> events,
      TenantDirectory directory,
      BiConsumer<TenantId, Tenant.Event> changed,
      FeedWakeup wakeup,
      ActorSystem<?> system) {
    TenantFollower follower = new TenantFollower(events, directory, changed);
    Thread thread = Thread.ofPlatform().daemon().name("troupe-tenants").start(follower);
    FeedWakeup.Listener listener =
        reason -> {
          follower.isWoken = true;
          LockSupport.unpark(thread);
        };
    wakeup.listen(listener);
    system
        .getWhenTerminated()
        .thenRun(() -> {
          wakeup.forget(listener);
          follower.isStopped = true;
          LockSupport.unpark(thread);
        });
  }

  @Override
  public void run() {
    while (!isStopped) {
      isWoken = false;
      look();
      pause(AT_MOST_EVERY, false);
      pause(AT_LEAST_EVERY, true);
    }
    events.close();
  }

  private void look() {
    long now = System.nanoTime();
    try {
      for (SystemEvents.Entry<Tenant.Event> entry : events.read()) {
        TenantId tenant = TenantId.of(entry.key().id());
        directory.changed(tenant, entry.sequenceNumber(), entry.event());
        if (isFilled) {
          entry.event().ifPresent(event -> changed.accept(tenant, event));
        }
      }
      isFilled = true;
      directory.isTold(now);
      if (hasFailed) {
        LOG.info("tenants: followed again");
        hasFailed = false;
      }
    } catch (SQLException | UnreadableMessage | RuntimeException e) {
      // Said once; until it works again the directory becomes stale, and says so to whoever asks.
      if (!hasFailed) {
        LOG.warn("tenants: can't be followed for now: {}", e.getMessage(), e);
        hasFailed = true;
      }
    }
  }

  private void pause(Duration time, boolean untilWoken) {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (left > 0 && !isStopped && !(untilWoken && isWoken)) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
  }
}
