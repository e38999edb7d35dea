package dev.troupe.persistence.postgres.internal.journal;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an exception of the driver is about: the database as such, or what it was asked. */
public final class SqlFailures {
  /** The connection (08), resources (53), an operator or a time limit (57), the system (58). */
  private static final Set<String> OF_THE_DATABASE = Set.of("08", "53", "57", "58");

  /** What was sent cannot be stored or compared (22), or breaks a constraint (23). */
  private static final Set<String> OF_THE_DATA = Set.of("22", "23");

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private SqlFailures() {}

  /** Whether any other call may fail just so now. */
  static boolean isOfTheDatabase(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        return state == null || state.length() < 2 || isIn(OF_THE_DATABASE, state);
      }
    }
    return false;
  }

  /** Whether it fails for these values however often it is tried. */
  static boolean isOfTheData(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return isIn(OF_THE_DATA, sql.getSQLState());
      }
    }
    return false;
  }

  /** Whether the role of the connection lacks the right to what it asked for. */
  public static boolean isOfRights(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return INSUFFICIENT_PRIVILEGE.equals(sql.getSQLState());
      }
    }
    return false;
  }

  /** What it says first; the rest is about the statement. */
  public static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static boolean isIn(Set<String> classes, String state) {
    return state.length() >= 2 && classes.contains(state.substring(0, 2));
  }
}
