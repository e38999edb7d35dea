package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.PayloadCipher.Sealer;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.internal.AssociatedData;
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
 * @param keyNumber the tenant's key that both are sealed with; null for plain text
 */
record SnapshotRow(
    String persistenceId,
    long sequenceNumber,
    long created,
    StoredBytes snapshot,
    @Nullable StoredBytes metadata,
    @Nullable Integer keyNumber) {

  /** The row that the result is at. */
  static SnapshotRow of(String persistenceId, ResultSet row) throws SQLException {
    return new SnapshotRow(
        persistenceId,
        row.getLong(1),
        row.getLong(2),
        new StoredBytes(row.getInt(3), row.getString(4), row.getBytes(5)),
        StoredBytes.ofColumns(row.getObject(6, Integer.class), row.getString(7), row.getBytes(8)),
        row.getObject(9, Integer.class));
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
            : StoredBytes.write(serialization, metadata.metadata().get()),
        null);
  }

  /** The same row, sealed for its tenant. */
  SnapshotRow sealed(Sealer sealer) {
    return new SnapshotRow(
        persistenceId,
        sequenceNumber,
        created,
        snapshot.with(sealer.seal(snapshot.bytes(), snapshotData())),
        metadata == null
            ? null
            : metadata.with(sealer.seal(metadata.bytes(), metadataData(metadata))),
        sealer.keyNumber());
  }

  private byte[] snapshotData() {
    return AssociatedData.snapshot(
        tenant(), persistenceId, sequenceNumber, snapshot.serializer(), snapshot.manifest());
  }

  private byte[] metadataData(StoredBytes stored) {
    return AssociatedData.snapshotMetadata(
        tenant(), persistenceId, sequenceNumber, stored.serializer(), stored.manifest());
  }

  /** Whose it is. */
  String tenant() {
    return Tenants.of(persistenceId);
  }

  /** The bytes of its payload. */
  long bytes() {
    return snapshot.bytes().length;
  }

  /**
   * The snapshot as Pekko takes it.
   *
   * @throws UnreadableMessage if it can't be opened, or no serializer of this system can read it
   */
  Tuple2<SnapshotMetadata, Object> read(Serialization serialization, Openers openers)
      throws UnreadableMessage {
    String what = "snapshot '%d' of '%s'".formatted(sequenceNumber, persistenceId);
    try {
      return read(serialization, openers, what);
    } catch (CipherFailure.KeyDestroyed | CipherFailure.NotAuthentic e) {
      throw new UnreadableMessage("%s: can't be opened: %s".formatted(what, e.getMessage()));
    }
  }

  private Tuple2<SnapshotMetadata, Object> read(
      Serialization serialization, Openers openers, String what) throws UnreadableMessage {
    Object state = openers.open(keyNumber, snapshot, this::snapshotData).read(serialization, what);
    SnapshotMetadata plain = SnapshotMetadata.apply(persistenceId, sequenceNumber, created);
    return Tuple2.apply(
        metadata == null
            ? plain
            : plain.withMetadata(
                openers
                    .open(keyNumber, metadata, () -> metadataData(metadata))
                    .read(serialization, "metadata of " + what)),
        state);
  }
}
