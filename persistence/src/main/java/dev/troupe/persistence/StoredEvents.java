package dev.troupe.persistence;

import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.Manifest;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Reads the events of one entity type as the journal holds them. Thread-safe.
 *
 * @param <E> the sealed interface of the events
 */
public final class StoredEvents<E> {
  private final Class<E> events;
  private final EntityCodec codec;

  private StoredEvents(Class<E> events, EntityCodec codec) {
    this.events = events;
    this.codec = codec;
  }

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
        .map(codec -> new StoredEvents<>(events, codec))
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
   * The event of an entry.
   *
   * @param serializer the number of who wrote it
   * @throws UnreadableMessage if it is not there or can't be read
   */
  public E read(int serializer, String manifest, byte[] payload) throws UnreadableMessage {
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
      throw new UnreadableMessage("%s: %s".formatted(manifest, e.getMessage()), e);
    }
  }
}
