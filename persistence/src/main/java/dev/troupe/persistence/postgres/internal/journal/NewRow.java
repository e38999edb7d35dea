package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.PayloadCipher.Sealer;
import dev.troupe.persistence.internal.AssociatedData;
import java.util.Set;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializers;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * An event that is to be stored.
 *
 * @param writer Pekko's name for the incarnation of the actor
 * @param writtenAt milliseconds since 1970, by this JVM's clock
 * @param adapterManifest what Pekko's event adapter left
 * @param metadata of replicated entities
 * @param keyNumber the tenant's key that both are sealed with; null for plain text
 * @param tags by which stock queries find it
 */
record NewRow(
    String persistenceId,
    long sequenceNumber,
    String writer,
    long writtenAt,
    String adapterManifest,
    Content event,
    @Nullable Content metadata,
    @Nullable Integer keyNumber,
    Set<String> tags) {

  /**
   * A message in bytes.
   *
   * @param serializer the number of the serializer
   * @param manifest the name of the message
   */
  record Content(int serializer, String manifest, byte[] bytes) {

    private static Content of(Object message, Serialization serialization) {
      var serializer = serialization.findSerializerFor(message);
      String manifest = Serializers.manifestFor(serializer, message);
      // An entry holds its bytes and no actor, whose address would need Pekko's help.
      byte[] bytes =
          message instanceof JournalEntry
              ? serializer.toBinary(message)
              : serialization.serialize(message).get();
      return new Content(serializer.identifier(), manifest, bytes);
    }

    private Content sealed(Sealer sealer, byte[] associatedData) {
      return new Content(serializer, manifest, sealer.seal(bytes, associatedData));
    }
  }

  /** The row of this event; fails as its serializer fails. */
  static NewRow of(PersistentRepr repr, Serialization serialization) {
    Object event = repr.payload();
    Set<String> tags = Set.of();
    if (event instanceof Tagged tagged) {
      tags = CollectionConverters.asJava(tagged.tags());
      event = tagged.payload();
    }
    return new NewRow(
        repr.persistenceId(),
        repr.sequenceNr(),
        repr.writerUuid(),
        repr.timestamp(),
        repr.manifest(),
        Content.of(event, serialization),
        repr.metadata().isEmpty() ? null : Content.of(repr.metadata().get(), serialization),
        null,
        tags);
  }

  /** The same row, sealed for this tenant. */
  NewRow sealed(Sealer sealer, String tenant) {
    byte[] eventData =
        AssociatedData.event(
            tenant, persistenceId, sequenceNumber, event.serializer(), event.manifest());
    return new NewRow(
        persistenceId,
        sequenceNumber,
        writer,
        writtenAt,
        adapterManifest,
        event.sealed(sealer, eventData),
        metadata == null
            ? null
            : metadata.sealed(
                sealer,
                AssociatedData.eventMetadata(
                    tenant,
                    persistenceId,
                    sequenceNumber,
                    metadata.serializer(),
                    metadata.manifest())),
        sealer.keyNumber(),
        tags);
  }

  /** What it costs, in bytes. */
  long cost() {
    return JournalEntry.ROW_COST
        + event.bytes().length
        + (metadata == null ? 0 : metadata.bytes().length);
  }
}
