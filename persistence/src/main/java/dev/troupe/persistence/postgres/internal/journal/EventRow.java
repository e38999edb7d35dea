package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.CipherFailure;
import dev.troupe.persistence.Tombstone;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.internal.AssociatedData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;

/**
 * An event as it is stored.
 *
 * @param ordering its place among all events
 * @param sequenceNumber its place among those of its entity
 * @param adapterManifest what Pekko's event adapter left
 * @param writtenAt milliseconds since 1970, by the writer's clock
 * @param metadata of replicated entities
 * @param keyNumber the tenant's key that both are sealed with; null for plain text
 */
record EventRow(
    long ordering,
    String persistenceId,
    long sequenceNumber,
    String writer,
    long writtenAt,
    String adapterManifest,
    StoredBytes event,
    @Nullable StoredBytes metadata,
    @Nullable Integer keyNumber) {

  /** The columns that {@link #of} reads, in their order. */
  static final String COLUMNS =
      "ordering, sequence_number, writer, write_timestamp, adapter_manifest,"
          + " event_ser_id, event_ser_manifest, event_payload,"
          + " meta_ser_id, meta_ser_manifest, meta_payload, key_number";

  /** The row that the result is at, of an entity that is named by the column after the others. */
  static EventRow of(ResultSet row) throws SQLException {
    return of(row.getString(13), row);
  }

  /** The row that the result is at. */
  static EventRow of(String persistenceId, ResultSet row) throws SQLException {
    String adapterManifest = row.getString(5);
    return new EventRow(
        row.getLong(1),
        persistenceId,
        row.getLong(2),
        row.getString(3),
        row.getLong(4),
        adapterManifest == null ? "" : adapterManifest,
        new StoredBytes(row.getInt(6), row.getString(7), row.getBytes(8)),
        StoredBytes.ofColumns(row.getObject(9, Integer.class), row.getString(10), row.getBytes(11)),
        row.getObject(12, Integer.class));
  }

  /** The bytes of its payload. */
  long bytes() {
    return event.bytes().length;
  }

  /**
   * The event as Pekko takes it, or an {@link UnreadableMessage}, or {@link
   * CipherFailure.KeyDestroyed}.
   */
  Try<Tuple2<PersistentRepr, Object>> read(Serialization serialization, Openers openers) {
    String what = "event '%d' of '%s'".formatted(sequenceNumber, persistenceId);
    try {
      PersistentRepr repr = repr(opened(openers).read(serialization, what));
      return new Success<>(
          Tuple2.apply(
              metadata == null
                  ? repr
                  : repr.withMetadata(
                      openedMetadata(metadata, openers).read(serialization, "metadata of " + what)),
              ordering));
    } catch (CipherFailure.NotAuthentic e) {
      return new Failure<>(
          new UnreadableMessage("%s: can't be opened: %s".formatted(what, e.getMessage())));
    } catch (UnreadableMessage | CipherFailure e) {
      return new Failure<>(e);
    }
  }

  /** The same, and in the place of an event that is gone for good a {@link Tombstone}. */
  Try<Tuple2<PersistentRepr, Object>> readOrTombstone(
      Serialization serialization, Openers openers) {
    Try<Tuple2<PersistentRepr, Object>> read = read(serialization, openers);
    if (read instanceof Failure<?> failure
        && failure.exception() instanceof CipherFailure.KeyDestroyed gone) {
      Tombstone tombstone =
          new Tombstone(persistenceId, sequenceNumber, String.valueOf(gone.getMessage()));
      return new Success<>(Tuple2.apply(repr(tombstone), ordering));
    }
    return read;
  }

  /** The row as Pekko takes it, with this in the event's place. */
  PersistentRepr repr(Object payload) {
    return PersistentRepr.apply(
            payload,
            sequenceNumber,
            persistenceId,
            adapterManifest,
            false,
            ActorRef.noSender(),
            writer)
        .withTimestamp(writtenAt);
  }

  private StoredBytes opened(Openers openers) {
    return openers.open(
        keyNumber,
        event,
        () ->
            AssociatedData.event(
                Tenants.of(persistenceId),
                persistenceId,
                sequenceNumber,
                event.serializer(),
                event.manifest()));
  }

  private StoredBytes openedMetadata(StoredBytes stored, Openers openers) {
    return openers.open(
        keyNumber,
        stored,
        () ->
            AssociatedData.eventMetadata(
                Tenants.of(persistenceId),
                persistenceId,
                sequenceNumber,
                stored.serializer(),
                stored.manifest()));
  }
}
