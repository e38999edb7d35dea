package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.UnreadableMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.serialization.Serialization;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * A snapshot as it is stored.
 *
 * @param sequenceNumber of the last event in it
 * @param created milliseconds since 1970, by the writer's clock
 * @param metadata of replicated entities
 */
record SnapshotRow(
    String persistenceId,
    long sequenceNumber,
    long created,
    StoredBytes snapshot,
    @Nullable StoredBytes metadata) {

  /** The row that the result is at. */
  static SnapshotRow of(String persistenceId, ResultSet row) throws SQLException {
    return new SnapshotRow(
        persistenceId,
        row.getLong(1),
        row.getLong(2),
        new StoredBytes(row.getInt(3), row.getString(4), row.getBytes(5)),
        StoredBytes.ofColumns(row.getObject(6, Integer.class), row.getString(7), row.getBytes(8)));
  }

  /** The row of this state. */
  static SnapshotRow of(SnapshotMetadata metadata, Object state, Serialization serialization) {
    return new SnapshotRow(
        metadata.persistenceId(),
        metadata.sequenceNr(),
        metadata.timestamp(),
        StoredBytes.write(serialization, state),
        metadata.metadata().isEmpty()
            ? null
            : StoredBytes.write(serialization, metadata.metadata().get()));
  }

  /** The bytes of its payload. */
  long bytes() {
    return snapshot.bytes().length;
  }

  /**
   * The snapshot as Pekko takes it.
   *
   * @throws UnreadableMessage if no serializer of this system can read it
   */
  Tuple2<SnapshotMetadata, Object> read(Serialization serialization) throws UnreadableMessage {
    String what = "snapshot '%d' of '%s'".formatted(sequenceNumber, persistenceId);
    Object state = snapshot.read(serialization, what);
    SnapshotMetadata plain = SnapshotMetadata.apply(persistenceId, sequenceNumber, created);
    return Tuple2.apply(
        metadata == null
            ? plain
            : plain.withMetadata(metadata.read(serialization, "metadata of " + what)),
        state);
  }
}
