package dev.troupe.persistence.postgres.internal.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inserts events and their tags, in one statement however many there are. Confined to one thread.
 */
final class EventInsert {
  private static final String EVENT_COLUMNS =
      "(persistence_id, sequence_number, writer, write_timestamp, adapter_manifest, event_ser_id,"
          + " event_ser_manifest, event_payload, key_number";
  private static final String WITH_METADATA = ", meta_ser_id, meta_ser_manifest, meta_payload)";

  // In the select list and not in FROM, where the rows would be stored before they are inserted.
  private static final String UNNESTED =
      " SELECT unnest(?::text[]), unnest(?::bigint[]), unnest(?::text[]), unnest(?::bigint[]),"
          + " unnest(?::text[]), unnest(?::int[]), unnest(?::text[]), unnest(?::bytea[]),"
          + " unnest(?::int[])";
  private static final String METADATA_UNNESTED =
      ", unnest(?::int[]), unnest(?::text[]), unnest(?::bytea[])";

  private final String single;
  private final String events;
  private final String eventsWithMetadata;
  private final String taggedBefore;
  private final String taggedAfter;

  private final BinaryArray ids = BinaryArray.ofTexts();
  private final BinaryArray numbers = BinaryArray.ofLongs();
  private final BinaryArray writers = BinaryArray.ofTexts();
  private final BinaryArray times = BinaryArray.ofLongs();
  private final BinaryArray adapters = BinaryArray.ofTexts();
  private final BinaryArray serializers = BinaryArray.ofInts();
  private final BinaryArray manifests = BinaryArray.ofTexts();
  private final BinaryArray payloads = BinaryArray.ofBytes();
  private final BinaryArray keys = BinaryArray.ofInts();
  private final BinaryArray metadataSerializers = BinaryArray.ofInts();
  private final BinaryArray metadataManifests = BinaryArray.ofTexts();
  private final BinaryArray metadataPayloads = BinaryArray.ofBytes();
  private final BinaryArray taggedIds = BinaryArray.ofTexts();
  private final BinaryArray taggedNumbers = BinaryArray.ofLongs();
  private final BinaryArray tags = BinaryArray.ofTexts();

  private final List<BinaryArray> eventArrays =
      List.of(ids, numbers, writers, times, adapters, serializers, manifests, payloads, keys);
  private final List<BinaryArray> metadataArrays =
      List.of(metadataSerializers, metadataManifests, metadataPayloads);
  private final List<BinaryArray> tagArrays = List.of(taggedIds, taggedNumbers, tags);

  EventInsert(Tables tables) {
    String insert = "INSERT INTO " + tables.journal() + " " + EVENT_COLUMNS;
    String marks = String.join(", ", Collections.nCopies(eventArrays.size(), "?"));
    single = insert + ") VALUES (" + marks + ")";
    events = insert + ")" + UNNESTED;
    eventsWithMetadata = insert + WITH_METADATA + UNNESTED + METADATA_UNNESTED;
    taggedBefore = "WITH written AS (";
    taggedAfter =
        " RETURNING ordering, persistence_id, sequence_number) INSERT INTO "
            + tables.tags()
            + " (event_id, tag) SELECT w.ordering, t.tag"
            + " FROM unnest(?::text[], ?::bigint[], ?::text[]) AS t (id, number, tag)"
            + " JOIN written w ON w.persistence_id = t.id AND w.sequence_number = t.number";
  }

  /** Inserts all events of these writes. */
  void execute(Connection connection, List<Write> writes) throws SQLException {
    NewRow only = writes.size() == 1 && writes.getFirst().rows() == 1 ? onlyRow(writes) : null;
    if (only != null && only.metadata() == null && only.tags().isEmpty()) {
      insert(connection, only);
    } else {
      insert(connection, writes);
    }
  }

  private static NewRow onlyRow(List<Write> writes) {
    return writes.getFirst().newRows().getFirst();
  }

  /** A single row costs less without arrays, and is what waits for nobody. */
  private void insert(Connection connection, NewRow row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(single)) {
      statement.setString(1, row.persistenceId());
      statement.setLong(2, row.sequenceNumber());
      statement.setString(3, row.writer());
      statement.setLong(4, row.writtenAt());
      statement.setString(5, row.adapterManifest());
      statement.setInt(6, row.event().serializer());
      statement.setString(7, row.event().manifest());
      statement.setBytes(8, row.event().bytes());
      statement.setObject(9, row.keyNumber(), Types.INTEGER);
      statement.executeUpdate();
    }
  }

  private void insert(Connection connection, List<Write> writes) throws SQLException {
    boolean hasMetadata = fill(writes);
    String sql = hasMetadata ? eventsWithMetadata : events;
    boolean hasTags = tags.size() > 0;
    try (PreparedStatement statement =
        connection.prepareStatement(hasTags ? taggedBefore + sql + taggedAfter : sql)) {
      int at = set(statement, 1, eventArrays);
      if (hasMetadata) {
        at = set(statement, at, metadataArrays);
      }
      if (hasTags) {
        set(statement, at, tagArrays);
      }
      statement.executeUpdate();
    }
  }

  private static int set(PreparedStatement statement, int from, List<BinaryArray> arrays)
      throws SQLException {
    int at = from;
    for (BinaryArray array : arrays) {
      statement.setObject(at, array);
      at++;
    }
    return at;
  }

  private boolean fill(List<Write> writes) {
    eventArrays.forEach(BinaryArray::clear);
    metadataArrays.forEach(BinaryArray::clear);
    tagArrays.forEach(BinaryArray::clear);
    boolean hasMetadata = false;
    for (Write write : writes) {
      for (NewRow row : write.newRows()) {
        add(row);
        hasMetadata |= row.metadata() != null;
      }
    }
    if (hasMetadata) {
      writes.forEach(write -> write.newRows().forEach(row -> addMetadata(row.metadata())));
    }
    return hasMetadata;
  }

  private void add(NewRow row) {
    ids.add(row.persistenceId());
    numbers.add(row.sequenceNumber());
    writers.add(row.writer());
    times.add(row.writtenAt());
    adapters.add(row.adapterManifest());
    serializers.add(row.event().serializer());
    manifests.add(row.event().manifest());
    payloads.add(row.event().bytes());
    keys.add(row.keyNumber());
    for (String tag : row.tags()) {
      taggedIds.add(row.persistenceId());
      taggedNumbers.add(row.sequenceNumber());
      tags.add(tag);
    }
  }

  private void addMetadata(NewRow.@Nullable Content metadata) {
    metadataSerializers.add(metadata == null ? null : metadata.serializer());
    metadataManifests.add(metadata == null ? null : metadata.manifest());
    metadataPayloads.add(metadata == null ? null : metadata.bytes());
  }
}
