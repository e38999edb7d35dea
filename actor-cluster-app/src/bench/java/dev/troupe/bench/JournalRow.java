package dev.troupe.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A row that the journal has written, as a pattern for others of the same width.
 *
 * @param writer Pekko's name for the incarnation of the actor
 * @param serializer the number of the serializer
 * @param manifest the name of the event
 * @param payload the entry, encoded
 */
record JournalRow(String writer, int serializer, String manifest, byte[] payload) {
  private static final int STREAMS = 2_000;
  private static final int TENANTS = 4;

  /** Above what any entity of this run reaches; one number is given out once. */
  private static final AtomicLong SEQUENCE = new AtomicLong(1_000_000);

  /** Reads the row with this number of this entity. */
  static JournalRow read(Connection connection, String persistenceId, long sequenceNumber)
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

  /** Any of as many streams as there are accounts, as long as theirs, but of other tenants. */
  static String anyStream() {
    int stream = ThreadLocalRandom.current().nextInt(STREAMS);
    return "account|raw-%d:a-%04d".formatted(stream % TENANTS, stream);
  }

  static long nextSequenceNumber() {
    return SEQUENCE.incrementAndGet();
  }
}
