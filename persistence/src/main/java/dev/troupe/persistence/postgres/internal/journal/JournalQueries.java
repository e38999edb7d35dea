package dev.troupe.persistence.postgres.internal.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The statements that read and delete events. Each but that by tag uses the primary key alone. */
final class JournalQueries {
  /** Rows that one statement deletes, far from the statement timeout. */
  static final int DELETED_AT_ONCE = 10_000;

  private final String highest;
  private final String batch;
  private final String delete;
  private final String empty;
  private final String tagged;

  /** Statements on these tables. */
  JournalQueries(Tables tables) {
    String journal = tables.journal();
    highest =
        """
        SELECT sequence_number FROM %s WHERE persistence_id = ? \
        ORDER BY sequence_number DESC LIMIT 1\
        """
            .formatted(journal);
    // The sum ends a batch after its bytes, before the driver holds them all. The length of a bytea
    // is known without reading what is stored out of line.
    batch =
        """
        SELECT %s FROM (
          SELECT *, sum(octet_length(event_payload)) OVER (
            ORDER BY sequence_number ROWS UNBOUNDED PRECEDING) AS bytes
          FROM %s
          WHERE persistence_id = ? AND sequence_number BETWEEN ? AND ? AND NOT deleted
          ORDER BY sequence_number LIMIT ?) AS e
        WHERE bytes - octet_length(event_payload) < ?
        ORDER BY sequence_number\
        """
            .formatted(EventRow.COLUMNS, journal);
    // The highest row stays, emptied: it is what keeps a sequence number from being used again. The
    // bound is found first, so that the rows to delete are one range of the primary key.
    delete =
        """
        DELETE FROM %s WHERE persistence_id = ? AND sequence_number <= ? AND sequence_number < ?
          AND sequence_number <= coalesce((SELECT sequence_number FROM %1$s
            WHERE persistence_id = ? ORDER BY sequence_number OFFSET %d LIMIT 1), %d)\
        """
            .formatted(journal, DELETED_AT_ONCE - 1, Long.MAX_VALUE);
    empty =
        """
        WITH emptied AS (
          UPDATE %s SET deleted = true, event_payload = '', event_ser_manifest = '',
            adapter_manifest = '', meta_ser_id = NULL, meta_ser_manifest = NULL, meta_payload = NULL,
            key_number = NULL
          WHERE persistence_id = ? AND sequence_number = ? RETURNING ordering)
        DELETE FROM %s USING emptied WHERE event_id = ordering\
        """
            .formatted(tables.journal(), tables.tags());
    tagged =
        """
        SELECT %s, persistence_id FROM %s JOIN %s ON event_id = ordering
        WHERE tag = ? AND ordering > ? AND ordering <= ? AND NOT deleted
        ORDER BY ordering LIMIT ?\
        """
            .formatted(EventRow.COLUMNS, journal, tables.tags());
  }

  /** The events with a tag, after one place among all events and up to another, in order. */
  List<EventRow> tagged(Connection connection, String tag, long after, long to, long most)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(tagged)) {
      statement.setString(1, tag);
      statement.setLong(2, after);
      statement.setLong(3, to);
      statement.setLong(4, most);
      try (ResultSet rows = statement.executeQuery()) {
        List<EventRow> events = new ArrayList<>();
        while (rows.next()) {
          events.add(EventRow.of(rows));
        }
        return events;
      }
    }
  }

  /** The statements of {@link #highest} and {@link #batch}, for their plans. */
  List<String> statements() {
    return List.of(highest, batch);
  }

  /** The highest sequence number ever used, 0 if none was. */
  long highest(Connection connection, String persistenceId) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(highest)) {
      statement.setString(1, persistenceId);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /** What one batch reads: from and to inclusive, at least one row however large. */
  record Range(String persistenceId, long from, long to, long rows, long bytes) {}

  /** The first events in the range, in order; numbers that are missing are passed over. */
  List<EventRow> batch(Connection connection, Range range) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(batch)) {
      statement.setString(1, range.persistenceId());
      statement.setLong(2, range.from());
      statement.setLong(3, range.to());
      statement.setLong(4, range.rows());
      statement.setLong(5, range.bytes());
      try (ResultSet rows = statement.executeQuery()) {
        List<EventRow> events = new ArrayList<>();
        while (rows.next()) {
          events.add(EventRow.of(range.persistenceId(), rows));
        }
        return events;
      }
    }
  }

  /**
   * Deletes the lowest events up to {@code to}, at most {@link #DELETED_AT_ONCE}, and their tags.
   *
   * @return whether there may be more
   */
  boolean deleteSome(Connection connection, String persistenceId, long to) throws SQLException {
    long highestUsed = highest(connection, persistenceId);
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      statement.setString(1, persistenceId);
      statement.setLong(2, to);
      statement.setLong(3, highestUsed);
      statement.setString(4, persistenceId);
      if (statement.executeUpdate() == DELETED_AT_ONCE) {
        return true;
      }
    }
    if (highestUsed > 0 && highestUsed <= to) {
      empty(connection, persistenceId, highestUsed);
    }
    return false;
  }

  /** Takes all that the event said out of its row, and its tags away. */
  private void empty(Connection connection, String persistenceId, long sequenceNumber)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(empty)) {
      statement.setString(1, persistenceId);
      statement.setLong(2, sequenceNumber);
      statement.executeUpdate();
    }
  }
}
