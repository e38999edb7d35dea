package dev.troupe.bench.durable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row that the journal has written, as a pattern for others of the same width.
 *
 * @param writer Pekko's name for the incarnation of the actor
 * @param serializer the number of the serializer
 * @param manifest the name of the event
 * @param payload the entry, encoded
 */
public record JournalRow(String writer, int serializer, String manifest, byte[] payload) {

  /** Reads the row with this number of this entity. */
  public static JournalRow read(Connection connection, String persistenceId, long sequenceNumber)
      throws SQLException {
    String sql =
        "SELECT writer, event_ser_id, event_ser_manifest, event_payload FROM event_journal"
            + " WHERE persistence_id = ? AND sequence_number = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, persistenceId);
      select.setLong(2, sequenceNumber);
      try (ResultSet found = select.executeQuery()) {
        if (!found.next()) {
          throw new IllegalStateException(
              "journal: no row %d of '%s'".formatted(sequenceNumber, persistenceId));
        }
        return new JournalRow(
            found.getString(1), found.getInt(2), found.getString(3), found.getBytes(4));
      }
    }
  }
}
