package dev.troupe.persistence.internal;

import dev.troupe.model.Failure;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.WriteRefused;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/** What a failure of the journal comes down to. */
final class Causes {
  /**
   * Classes of SQLSTATE that pass by themselves: connection (08), transaction rollback (40),
   * insufficient resources (53), operator intervention (57), system error (58).
   */
  private static final Set<String> PASSING = Set.of("08", "40", "53", "57", "58");

  private Causes() {}

  /** Whether trying again may help: the database did not answer, or said not now. */
  static boolean isPassing(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CircuitBreakerOpenException
          || cause instanceof TimeoutException
          || cause instanceof java.util.concurrent.RejectedExecutionException
          || cause instanceof java.sql.SQLTransientException) {
        return true;
      }
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        return state == null || state.length() < 2 || PASSING.contains(state.substring(0, 2));
      }
    }
    return false;
  }

  /** What the caller of a command is told whose events the journal did not take. */
  static Failure failure(String persistenceId, Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof WriteRefused refused) {
        return refused.failure();
      }
      if (cause instanceof Failure known) {
        return known; // The journal's queue was full.
      }
    }
    return outcomeUnknown(persistenceId, describe(failure));
  }

  /** Nobody knows whether the events of a command were written. */
  static Unavailable outcomeUnknown(String persistenceId, String why) {
    return new Unavailable(
        "%s: its events may not have been written: %s; send it again with the same command id"
            .formatted(persistenceId, why));
  }

  /** Whether the rest of what is known of it may hold what is stored, and is not to be logged. */
  static boolean mayQuote(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnreadableMessage) {
        return true;
      }
    }
    return false;
  }

  /** The first cause with something to say that holds nothing of what is stored, in one line. */
  static String describe(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null
        && !(deepest instanceof SQLException)
        && !(deepest instanceof UnreadableMessage)) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null
        ? deepest.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
