package dev.troupe.cluster.internal;

import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.persistence.postgres.feed.TenantUsage;
import dev.troupe.persistence.postgres.feed.TenantUsage.Stored;
import dev.troupe.tenants.Limit;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much each tenant has stored, as of the latest count. Thread-safe; never blocks who asks.
 *
 * <p>What a tenant stores between two counts is not known, so it may exceed its limit by that.
 */
public final class UsageMeter {
  private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);

  private final Duration every;
  private final ConcurrentMap<TenantId, Stored> stored = new ConcurrentHashMap<>();

  /** A meter that is told of counts that are so far apart. */
  public UsageMeter(Duration every) {
    this.every = every;
  }

  /** Counts and reads the counts of others again and again, until the actor system ends. */
  public void start(TenantUsage usage, ActorSystem<?> system) {
    var counter =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("troupe-usage").factory(),
            // What is asked for as the node ends is not done any more.
            new ThreadPoolExecutor.DiscardPolicy());
    var unused =
        counter.scheduleWithFixedDelay(
            () -> look(usage), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    system
        .getWhenTerminated()
        .thenRun(() -> {
          counter.shutdownNow();
          usage.close();
        });
  }

  private void look(TenantUsage usage) {
    try {
      usage.count(every);
      usage.changed().forEach(this::counted);
    } catch (SQLException | RuntimeException e) {
      LOG.debug("what tenants have stored can't be counted: {}", e.toString());
    }
  }

  /** What a tenant has stored now. */
  void counted(Stored now) {
    stored.put(now.tenant(), now);
  }

  /**
   * Takes one more command of this tenant that stores something.
   *
   * @throws Throttled if it has this many events or bytes
   */
  public void requireRoom(TenantId tenant, long mostEvents, long mostBytes) {
    Stored now = stored.get(tenant);
    require(tenant, Limit.STORED_EVENTS, now == null ? 0 : now.events(), mostEvents);
    require(tenant, Limit.STORED_BYTES, now == null ? 0 : now.bytes(), mostBytes);
  }

  private void require(TenantId tenant, Limit limit, long used, long most) {
    if (used >= most) {
      throw new Throttled("tenant " + tenant, limit.setting(), used, most, every);
    }
  }
}
