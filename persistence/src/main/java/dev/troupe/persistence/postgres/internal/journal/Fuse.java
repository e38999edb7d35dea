package dev.troupe.persistence.postgres.internal.journal;

import com.typesafe.config.Config;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker that is told which failures are the database's: after so many in a row, calls
 * are refused for a while, and then one is let through to see. Thread-safe.
 *
 * <p>Pekko's own breaker counts every failed call, so a tenant that is refused at its limit, or
 * whose data can't be read, would open it for all tenants.
 */
public final class Fuse {
  /** The SQLSTATE of a connection that failed. */
  private static final String UNREACHABLE = "08006";

  private final int failures;
  private final long restNanos;
  private final LongSupplier nanos;

  private int inARow;
  private long restsUntil;
  private boolean isBeingTried;

  /**
   * A closed fuse.
   *
   * @param failures in a row, from 1
   * @param rest how long it stays open
   * @param nanos the clock, such as {@link System#nanoTime}
   */
  public Fuse(int failures, Duration rest, LongSupplier nanos) {
    this.failures = failures;
    this.restNanos = rest.toNanos();
    this.nanos = nanos;
  }

  /** The fuse that {@code troupe.journal.breaker} describes. */
  static Fuse of(Config root) {
    Config config = root.getConfig("troupe.journal.breaker");
    return new Fuse(
        config.getInt("max-failures"), config.getDuration("reset-timeout"), System::nanoTime);
  }

  /** Some use of the database. */
  interface Call<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  /**
   * Makes the call and counts how it ends.
   *
   * @throws SQLTransientConnectionException if the database is left alone now
   */
  <T extends @Nullable Object> T guard(Call<T> call) throws SQLException {
    admit();
    boolean isAnswered = true;
    try {
      return call.run();
    } catch (SQLException e) {
      isAnswered = !SqlFailures.isOfTheDatabase(e);
      throw e;
    } finally {
      if (isAnswered) {
        succeeded();
      } else {
        failed();
      }
    }
  }

  /**
   * Lets a call through; its caller owes {@link #succeeded} or {@link #failed}.
   *
   * @throws SQLTransientConnectionException if the database is left alone now
   */
  synchronized void admit() throws SQLTransientConnectionException {
    if (inARow < failures) {
      return;
    }
    long left = restsUntil - nanos.getAsLong();
    if (left > 0 || isBeingTried) {
      throw new SQLTransientConnectionException(
          "the database failed '%d' times in a row; it is left alone for another '%d' ms"
              .formatted(failures, TimeUnit.NANOSECONDS.toMillis(Math.max(0, left))),
          UNREACHABLE);
    }
    isBeingTried = true;
  }

  /** Whether calls are refused now, or would be but for the one that tries. */
  public synchronized boolean isOpen() {
    return inARow >= failures;
  }

  /** The database answered, be it with a refusal of what was asked. */
  synchronized void succeeded() {
    inARow = 0;
    isBeingTried = false;
  }

  /** The database did not answer, or said not now. */
  synchronized void failed() {
    isBeingTried = false;
    inARow = Math.min(inARow + 1, failures);
    restsUntil = nanos.getAsLong() + restNanos;
  }
}
