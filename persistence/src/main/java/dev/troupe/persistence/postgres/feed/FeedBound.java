package dev.troupe.persistence.postgres.feed;

import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.postgres.feed.FeedBatch.Then;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGStatement;

/**
 * Where the rows end that are looked through.
 *
 * <p>Read is what is below {@code pg_snapshot_xmin}: every transaction down there has ended, and no
 * later one will get so low a number. So nothing can appear among what was read, a transaction that
 * was rolled back is no gap to wait for, and one that runs long holds up those after it and loses
 * none.
 *
 * <p>A read ends at a row that it saw, and never merely below {@code xmin}: numbers that were given
 * to transactions of which a crash leaves no trace are given again, while a row of the journal is
 * on the disk before anybody sees it.
 *
 * @param end the last row, or where it began if there is none
 * @param then whether there are more
 */
record FeedBound(FeedPosition end, Then then) {
  /**
   * In the order of the index, however much is to come. What the planner knows of a table that
   * grows fast is old, and then it may read and sort all of that for the first few rows.
   */
  private static final String IN_ORDER = "SET LOCAL enable_sort = off";

  /**
   * Where the rows end that are looked through, whether there are more, and whether there are some
   * that can't be read yet.
   */
  private static final String BOUND =
      """
      SELECT coalesce(last.transaction_id, newest.transaction_id),
        coalesce(last.ordering, newest.ordering), last.ordering IS NOT NULL,
        held.ordering IS NOT NULL
      FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin) head LEFT JOIN LATERAL (
        SELECT transaction_id, ordering FROM event_journal
        WHERE (transaction_id, ordering) > (CAST(? AS xid8), ?) AND transaction_id < head.xmin
        ORDER BY transaction_id, ordering OFFSET ? LIMIT 1) last ON true
      LEFT JOIN LATERAL (
        SELECT transaction_id, ordering FROM event_journal
        WHERE last.ordering IS NULL
          AND (transaction_id, ordering) > (CAST(? AS xid8), ?) AND transaction_id < head.xmin
        ORDER BY transaction_id DESC, ordering DESC LIMIT 1) newest ON true
      LEFT JOIN LATERAL (
        SELECT ordering FROM event_journal WHERE transaction_id >= head.xmin
        ORDER BY transaction_id, ordering LIMIT 1) held ON true
      """;

  /** Of the next so many rows after this position; within a transaction, which it begins. */
  static FeedBound of(Connection connection, FeedPosition after, int rows) throws SQLException {
    // A transaction, or the driver would fetch all rows at once.
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(IN_ORDER);
    }
    try (PreparedStatement statement = prepare(connection, BOUND)) {
      ProjectionTable.set(statement, 1, after);
      statement.setInt(3, rows - 1);
      ProjectionTable.set(statement, 4, after);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        FeedPosition last = FeedPosition.of(row.getLong(1), row.getLong(2));
        boolean isNone = row.wasNull();
        Then then = row.getBoolean(3) ? Then.MORE : row.getBoolean(4) ? Then.HELD_UP : Then.NOTHING;
        return new FeedBound(isNone ? after : last, then);
      }
    }
  }

  /** Whether there is nothing to look through. */
  boolean isEmpty(FeedPosition after) {
    return end.compareTo(after) <= 0;
  }

  /** Planned for its values each time: a plan for any would not know that the range is short. */
  static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    return statement;
  }
}
