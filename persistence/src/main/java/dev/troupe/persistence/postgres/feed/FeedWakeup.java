package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes who follows the feed: on this node directly, on the others by PostgreSQL's LISTEN and
 * NOTIFY. Thread-safe.
 *
 * <p>It tells the others after the commit and on a connection of its own. A transaction that itself
 * notifies takes a lock of the whole database until it has committed, so that no two of them commit
 * at once, and the journal lives by that they do. What is said in a short time is said once. A
 * wake-up may be lost, as when a connection breaks, and so nobody may rely on it alone.
 */
public final class FeedWakeup implements AutoCloseable {
  /** One tells other nodes, and one hears them. */
  public static final int CONNECTIONS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(FeedWakeup.class);
  private static final String CHANNEL = "troupe_feed";
  private static final int SILENCE_MILLIS = 5_000;
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  /** Is woken, and must return at once. */
  @FunctionalInterface
  public interface Listener {
    /** Says what there may be; a later reason includes those before it. */
    void woken(Reason reason);
  }

  /** Why somebody is woken. */
  public enum Reason {
    /** New events. */
    EVENTS,
    /** And new messages in the outbox, or one less before another. */
    MESSAGES,
    /** And a change of what an operator may change. */
    OPERATOR;

    /** A reason that a newer build has may be any. */
    private static Reason of(String name) {
      for (Reason each : values()) {
        if (each.name().equals(name)) {
          return each;
        }
      }
      return OPERATOR;
    }
  }

  private final DatabaseSettings settings;
  private final Duration interval;
  private final String self = UUID.randomUUID().toString();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean committed = new AtomicBoolean();
  private final AtomicBoolean enqueued = new AtomicBoolean();
  private final AtomicBoolean changed = new AtomicBoolean();
  private final Thread notifier = thread("notify", this::tellOthers);
  private final Thread listener = thread("listen", this::hearOthers);
  private volatile boolean closed;
  private volatile @Nullable Connection listening;

  private FeedWakeup(DatabaseSettings settings, Duration interval) {
    this.settings = settings;
    this.interval = interval;
  }

  /** Starts to listen and to tell, with at least this long between two times. */
  public static FeedWakeup start(DatabaseSettings settings, Duration interval) {
    FeedWakeup wakeup = new FeedWakeup(settings, interval);
    wakeup.notifier.start();
    wakeup.listener.start();
    return wakeup;
  }

  private static Thread thread(String name, Runnable work) {
    return Thread.ofPlatform().name("troupe-feed-" + name).daemon().unstarted(work);
  }

  /** Wakes this listener from now on. */
  public void listen(Listener more) {
    listeners.add(more);
  }

  /** Wakes it no more. */
  public void forget(Listener former) {
    listeners.remove(former);
  }

  /** Says that there may be new events; takes nanoseconds if it was just said. */
  public void committed() {
    if (!committed.get() && committed.compareAndSet(false, true)) {
      LockSupport.unpark(notifier);
    }
  }

  /** Says that the outbox changed; takes nanoseconds if it was just said. */
  public void committedMessages() {
    if (!enqueued.get() && enqueued.compareAndSet(false, true)) {
      LockSupport.unpark(notifier);
    }
  }

  /** Says that an operator changed something. */
  public void changed() {
    changed.set(true);
    LockSupport.unpark(notifier);
  }

  private void wake(Reason reason) {
    for (Listener each : listeners) {
      try {
        each.woken(reason);
      } catch (RuntimeException e) {
        LOG.error("feed: one who was to be woken failed", e);
      }
    }
  }

  private void tellOthers() {
    @Nullable Connection connection = null;
    while (!closed) {
      if (!committed.get() && !enqueued.get() && !changed.get()) {
        LockSupport.park(this);
        continue;
      }
      // Taken before anybody is woken: what is committed after that is said again.
      boolean events = committed.getAndSet(false);
      boolean messages = enqueued.getAndSet(false);
      boolean operator = changed.getAndSet(false);
      if (events || messages || operator) {
        Reason reason = operator ? Reason.OPERATOR : messages ? Reason.MESSAGES : Reason.EVENTS;
        wake(reason);
        connection = tell(connection, reason);
        pause(interval);
      }
    }
    closeQuietly(connection);
  }

  private @Nullable Connection tell(@Nullable Connection former, Reason reason) {
    @Nullable Connection connection = former;
    try {
      if (connection == null) {
        connection = connect();
        try (Statement statement = connection.createStatement()) {
          // Nothing is written that a crash could lose.
          statement.execute("SET synchronous_commit = off");
        }
      }
      try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
        statement.setString(1, CHANNEL);
        statement.setString(2, String.join(" ", settings.schema(), reason.name(), self));
        statement.execute();
      }
      return connection;
    } catch (SQLException e) {
      LOG.debug("feed: other nodes could not be told of new events; they poll", e);
      closeQuietly(connection);
      return null;
    }
  }

  private void hearOthers() {
    while (!closed) {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        listening = connection;
        statement.execute("LISTEN " + CHANNEL);
        // Whatever was said while nobody listened.
        wake(Reason.OPERATOR);
        hear(connection.unwrap(PGConnection.class), statement);
      } catch (SQLException e) {
        if (!closed) {
          LOG.debug("feed: can't listen to other nodes for now; polling", e);
          pause(RECONNECT);
        }
      }
    }
  }

  private void hear(PGConnection connection, Statement statement) throws SQLException {
    while (!closed) {
      PGNotification[] heard = connection.getNotifications(SILENCE_MILLIS);
      if (heard == null || heard.length == 0) {
        statement.execute("SELECT 1"); // Or a connection that is dead would only seem silent.
        continue;
      }
      @Nullable Reason strongest = null;
      for (PGNotification each : heard) {
        String[] words = each.getParameter().split(" ", -1);
        if (words.length == 3 && words[0].equals(settings.schema()) && !words[2].equals(self)) {
          Reason reason = Reason.of(words[1]);
          strongest = strongest == null || reason.compareTo(strongest) > 0 ? reason : strongest;
        }
      }
      if (strongest != null) {
        wake(strongest);
      }
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        settings.connectionUrl(), settings.user(), settings.password());
  }

  private void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("feed: a connection was closed already", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(notifier);
    LockSupport.unpark(listener);
    closeQuietly(listening);
  }
}
