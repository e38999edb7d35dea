package dev.troupe.bench.noisy;

import dev.troupe.bench.load.Window;
import dev.troupe.bench.node.Subject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes the next row of entities that others write too, as a node would that does not know that it
 * was replaced: PostgreSQL then refuses the entity's own row. Each time under a name of its own,
 * since a writer that comes back after another is what a replay takes for corruption. For one
 * thread.
 */
final class OtherWriter {
  private static final long PAUSE_NANOS = 50_000_000;

  private static final String TAKE_THE_NEXT_NUMBER =
      "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest)"
          + " SELECT persistence_id, sequence_number + 1, gen_random_uuid()::text, write_timestamp,"
          + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest"
          + " FROM event_journal WHERE persistence_id = ?"
          + " ORDER BY sequence_number DESC LIMIT 1 ON CONFLICT DO NOTHING";

  private final Subject subject;
  private final Notes notes;

  OtherWriter(Subject subject, Notes notes) {
    this.subject = subject;
    this.notes = notes;
  }

  /** Takes numbers of any of the notes until the window ends. */
  void run(Window window) {
    try (Connection connection = subject.connect();
        PreparedStatement insert = connection.prepareStatement(TAKE_THE_NEXT_NUMBER)) {
      while (!window.ended()) {
        insert.setString(1, notes.anyPersistenceId());
        subject.tally().written(insert.executeUpdate());
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (SQLException e) {
      window.failed("the other writer: " + e.getMessage());
    }
  }
}
