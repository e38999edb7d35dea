package dev.troupe.persistence.postgres.internal.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** The statements of the snapshot store. Each uses a primary key alone. */
public final class SnapshotQueries {
  private final String latest;
  private final String upsert;
  private final String delete;
  private final String deleteOne;
  private final String firstEvent;

  /** Statements on these tables. */
  SnapshotQueries(Tables tables) {
    String table = tables.snapshots();
    latest =
        """
        SELECT sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload,
          meta_ser_id, meta_ser_manifest, meta_payload, key_number
        FROM %s WHERE persistence_id = ? AND sequence_number <= ? AND created <= ?
        ORDER BY sequence_number DESC LIMIT 1\
        """
            .formatted(table);
    upsert =
        """
        INSERT INTO %s (persistence_id, sequence_number, created, snapshot_ser_id,
          snapshot_ser_manifest, snapshot_payload, meta_ser_id, meta_ser_manifest, meta_payload,
          key_number)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET created = excluded.created,
          snapshot_ser_id = excluded.snapshot_ser_id,
          snapshot_ser_manifest = excluded.snapshot_ser_manifest,
          snapshot_payload = excluded.snapshot_payload, meta_ser_id = excluded.meta_ser_id,
          meta_ser_manifest = excluded.meta_ser_manifest, meta_payload = excluded.meta_payload,
          key_number = excluded.key_number\
        """
            .formatted(table);
    delete =
        "DELETE FROM %s WHERE persistence_id = ? AND sequence_number <= ? AND created <= ?"
            .formatted(table);
    deleteOne = "DELETE FROM %s WHERE persistence_id = ? AND sequence_number = ?".formatted(table);
    firstEvent =
        """
        SELECT sequence_number, deleted FROM %s WHERE persistence_id = ? AND sequence_number > ?
        ORDER BY sequence_number LIMIT 1\
        """
            .formatted(tables.journal());
  }

  /**
   * Which snapshots are meant: of this entity, and neither above nor younger than these.
   *
   * @param sequenceNumber inclusive
   * @param created milliseconds since 1970, inclusive
   */
  public record Criteria(String persistenceId, long sequenceNumber, long created) {
    Criteria below(long sequenceNumber) {
      return new Criteria(persistenceId, sequenceNumber - 1, created);
    }
  }

  /** The highest snapshot that is meant. */
  @Nullable SnapshotRow latest(Connection connection, Criteria criteria) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(latest)) {
      set(statement, criteria);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? SnapshotRow.of(criteria.persistenceId(), rows) : null;
      }
    }
  }

  /** Writes the snapshot, over one of the same sequence number. */
  int save(Connection connection, SnapshotRow row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(upsert)) {
      statement.setString(1, row.persistenceId());
      statement.setLong(2, row.sequenceNumber());
      statement.setLong(3, row.created());
      statement.setInt(4, row.snapshot().serializer());
      statement.setString(5, row.snapshot().manifest());
      statement.setBytes(6, row.snapshot().bytes());
      StoredBytes metadata = row.metadata();
      if (metadata == null) {
        statement.setNull(7, Types.INTEGER);
        statement.setNull(8, Types.VARCHAR);
        statement.setNull(9, Types.BINARY);
      } else {
        statement.setInt(7, metadata.serializer());
        statement.setString(8, metadata.manifest());
        statement.setBytes(9, metadata.bytes());
      }
      statement.setObject(10, row.keyNumber(), Types.INTEGER);
      return statement.executeUpdate();
    }
  }

  /** Deletes all that are meant. */
  int delete(Connection connection, Criteria criteria) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      set(statement, criteria);
      return statement.executeUpdate();
    }
  }

  /** Deletes one. */
  int delete(Connection connection, String persistenceId, long sequenceNumber) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(deleteOne)) {
      statement.setString(1, persistenceId);
      statement.setLong(2, sequenceNumber);
      return statement.executeUpdate();
    }
  }

  /** Whether the journal still has the event after this one, so that a replay can go on there. */
  boolean hasEventAfter(Connection connection, String persistenceId, long sequenceNumber)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(firstEvent)) {
      statement.setString(1, persistenceId);
      statement.setLong(2, sequenceNumber);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getLong(1) == sequenceNumber + 1 && !rows.getBoolean(2);
      }
    }
  }

  private static void set(PreparedStatement statement, Criteria criteria) throws SQLException {
    statement.setString(1, criteria.persistenceId());
    statement.setLong(2, criteria.sequenceNumber());
    statement.setLong(3, criteria.created());
  }
}
