package dev.troupe.persistence.postgres.internal;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failure of the database comes down to. */
public final class SqlStates {
  /**
   * Connection (08), transaction rollback (40), insufficient resources (53), operator intervention
   * (57), system error (58).
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

  private static final String LOCK_NOT_GOT_IN_TIME = "55P03";

  private SqlStates() {}

  /** Whether the same may work later, without anybody's doing. */
  public static boolean isPassing(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException) {
        return true;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        return state.equals(LOCK_NOT_GOT_IN_TIME)
            || (state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2)));
      }
    }
    return false;
  }
}
