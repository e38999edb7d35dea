package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.WriteRefused;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the SQLSTATE of a failed statement says about the rows in it. */
final class Refusals {
  /**
   * The data themselves are the reason: they can't be represented (22), break a constraint (23, 44)
   * or a limit (54), or a trigger of the user's refuses them (P0).
   */
  private static final Set<String> OF_THE_DATA = Set.of("22", "23", "44", "54", "P0");

  /** Rolled back for the sake of another transaction. */
  private static final Set<String> OF_THE_MOMENT = Set.of("40001", "40P01");

  private Refusals() {}

  /** Why this write, or one of those that were sent with it, is refused; null if that is not it. */
  static @Nullable WriteRefused of(SQLException failure, Write write) {
    String state = failure.getSQLState();
    if (state == null || state.length() < 2 || !OF_THE_DATA.contains(state.substring(0, 2))) {
      return null;
    }
    String id = write.persistenceId();
    return state.equals("23505") && "event_journal_pkey".equals(constraint(failure))
        ? new WriteRefused.AnotherWriter(id, write.sequenceNumber())
        : new WriteRefused.BadData(id, firstLine(failure), failure);
  }

  /** Whether it can be done if it is tried again. */
  static boolean isOfTheMoment(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && OF_THE_MOMENT.contains(state);
  }

  private static @Nullable String constraint(SQLException failure) {
    ServerErrorMessage server =
        failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    return server == null ? null : server.getConstraint();
  }

  private static String firstLine(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
