package dev.troupe.persistence.postgres.internal.journal;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work with a connection, for {@link FairExecutor}.
 *
 * @param tenant whose it is; may be empty
 * @param step whether it begins something, or goes on with it
 * @param cost in bytes to and from the database, as far as that is known
 * @param held bytes that are kept in memory while it waits
 * @param body what to do, in a transaction per statement unless it starts one
 * @param <T> what it leads to
 */
record Job<T extends @Nullable Object>(
    String tenant, Step step, long cost, long held, Body<T> body) {

  /** A statement's way there and back costs about as much as these bytes. */
  static final long LEAST_COST = 4_096;

  /** What is done first among the work of one tenant. */
  enum Step {
    /**
     * Goes on with what was begun. It comes first, so that begun work ends, and always has room.
     */
    NEXT,
    /** Begins something. */
    FIRST
  }

  /** What a job does. */
  interface Body<T extends @Nullable Object> {

    /** Uses a connection in autocommit, which the caller closes. */
    T run(Connection connection) throws SQLException;
  }

  Job {
    cost = Math.max(LEAST_COST, cost);
  }

  /** The first step of something. */
  static <T extends @Nullable Object> Job<T> first(String tenant, Body<T> body) {
    return new Job<>(tenant, Step.FIRST, LEAST_COST, 0, body);
  }

  /** A further step, of this cost. */
  static <T extends @Nullable Object> Job<T> next(String tenant, long cost, Body<T> body) {
    return new Job<>(tenant, Step.NEXT, cost, 0, body);
  }

  /** A first step that carries this many bytes. */
  static <T extends @Nullable Object> Job<T> carrying(String tenant, long bytes, Body<T> body) {
    return new Job<>(tenant, Step.FIRST, bytes, bytes, body);
  }
}
