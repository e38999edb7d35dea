package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.WriteRefused;
import java.sql.SQLException;
import java.util.List;
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

  private static final String UNIQUE_VIOLATION = "23505";

  /** What the trigger of blocked tenants raises, with the tenant as the detail. */
  private static final String BLOCKED_TENANT = "23T01";

  private static final String JOURNAL_KEY = "event_journal_pkey";

  private Refusals() {}

  /** Why this write, or one of those that were sent with it, is refused; null if that is not it. */
  static @Nullable WriteRefused of(SQLException failure, Write write) {
    String state = failure.getSQLState();
    if (state == null || state.length() < 2 || !OF_THE_DATA.contains(state.substring(0, 2))) {
      return null;
    }
    String id = write.persistenceId();
    if (state.equals(BLOCKED_TENANT)) {
      return new WriteRefused.Erased(id);
    }
    return state.equals(UNIQUE_VIOLATION) && JOURNAL_KEY.equals(constraint(failure))
        ? new WriteRefused.AnotherWriter(id, write.sequenceNumber())
        : new WriteRefused.BadData(id, SqlFailures.firstLine(failure), failure);
  }

  /** The writes of the tenant that is blocked; empty if it is about anything else. */
  static List<Write> ofBlockedTenant(SQLException failure, List<Write> writes) {
    ServerErrorMessage server = serverMessage(failure);
    String detail = server == null ? null : server.getDetail();
    return detail != null && BLOCKED_TENANT.equals(failure.getSQLState())
        ? writes.stream().filter(each -> each.tenant().equals(detail)).toList()
        : List.of();
  }

  /** Whether it can be done if it is tried again. */
  static boolean isOfTheMoment(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && OF_THE_MOMENT.contains(state);
  }

  private static @Nullable String constraint(SQLException failure) {
    ServerErrorMessage server = serverMessage(failure);
    return server == null ? null : server.getConstraint();
  }

  private static @Nullable ServerErrorMessage serverMessage(SQLException failure) {
    return failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
