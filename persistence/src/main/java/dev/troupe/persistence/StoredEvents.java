package dev.troupe.persistence;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.Manifest;
import dev.troupe.persistence.internal.WhyUnread;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one entity type as the journal holds them. Thread-safe.
 *
 * @param <E> the sealed interface of the events
 */
public final class StoredEvents<E> {
  private final Class<E> events;
  private final EntityCodec codec;
  private final PayloadCiphers ciphers;

  private StoredEvents(Class<E> events, EntityCodec codec, PayloadCiphers ciphers) {
    this.events = events;
    this.codec = codec;
    this.ciphers = ciphers;
  }

  /**
   * An entry as a row of the journal has it.
   *
   * @param key of the entity
   * @param sequenceNumber of the entity's entries
   * @param serializer the number of who wrote it
   * @param manifest its name to that serializer
   * @param payload its bytes
   * @param keyNumber the tenant's key that they are sealed with; null for plain text
   */
  public record Row(
      EntityKey key,
      long sequenceNumber,
      int serializer,
      String manifest,
      byte[] payload,
      @Nullable Integer keyNumber) {}

  /**
   * The events of the type that has this interface.
   *
   * @throws IllegalArgumentException if no type of this actor system has it
   */
  public static <E> StoredEvents<E> of(ActorSystem<?> system, Class<E> events) {
    Map<String, EntityCodec> codecs;
    try {
      codecs = MessageSerializer.codecs(system);
    } catch (NotSerializableException e) {
      codecs = Map.of();
    }
    return codecs.values().stream()
        .filter(codec -> codec.events().equals(events))
        .findFirst()
        .map(codec -> new StoredEvents<>(events, codec, PayloadCiphers.on(system)))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "feed: no entity type of actor system '%s' has the events '%s'; host the type on this node"
                    .formatted(system.name(), events.getName())));
  }

  /** The entity type's name, with which its persistence ids start. */
  public String type() {
    return codec.contract().type();
  }

  /** The manifest of the entries that hold no event. */
  public String manifestWithoutEvent() {
    return Manifest.noEvent(type()).encoded();
  }

  /**
   * The event of an entry. Waits a few seconds for the key that it is sealed with.
   *
   * @throws UnreadableMessage if it is not there, or is not what was written, or can't be read
   * @throws CipherFailure.KeyDestroyed if it is gone for good
   * @throws CipherFailure.KeysUnavailable if it can't be opened now
   */
  public E read(Row row) throws UnreadableMessage {
    try {
      return read(row.serializer(), row.manifest(), opened(row));
    } catch (CipherFailure.NotAuthentic e) {
      throw new UnreadableMessage(
          "%s: can't be opened: %s".formatted(row.manifest(), e.getMessage()));
    }
  }

  private byte[] opened(Row row) {
    return ciphers.open(
        new StoredEvent(
            row.key().tenant().value(),
            type() + "|" + row.key().encoded(),
            row.sequenceNumber(),
            row.serializer(),
            row.manifest(),
            row.payload(),
            row.keyNumber()));
  }

  /** Counts an event of this tenant that is passed over because it is gone for good. */
  public void passedOver(TenantId tenant, CipherFailure.KeyDestroyed why) {
    ciphers.passedOver(tenant.value(), why);
  }

  private E read(int serializer, String manifest, byte[] payload) throws UnreadableMessage {
    if (serializer != MessageSerializer.IDENTIFIER) {
      throw new UnreadableMessage(
          "%s: was written by serializer '%d', expected '%d'"
              .formatted(manifest, serializer, MessageSerializer.IDENTIFIER));
    }
    try {
      Manifest stored = Manifest.parse(manifest);
      return events.cast(codec.readEvent(stored.name(), stored.version(), payload));
    } catch (UnreadableMessage e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableMessage("%s: %s".formatted(manifest, WhyUnread.of(e)), e);
    }
  }
}
