package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.internal.WhyUnread;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is stored.
 *
 * @param serializer the number of what wrote it
 * @param manifest its name to that serializer
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // As the driver gives and takes it; never compared.
record StoredBytes(int serializer, String manifest, byte[] bytes) {

  /** Writes a message with the serializer that is bound to its class. */
  static StoredBytes write(Serialization serialization, Object message) {
    Serializer serializer = serialization.findSerializerFor(message);
    return new StoredBytes(
        serializer.identifier(),
        Serializers.manifestFor(serializer, message),
        serialization.serialize(message).get());
  }

  /** The same message in other bytes. */
  StoredBytes with(byte[] other) {
    return new StoredBytes(serializer, manifest, other);
  }

  /** The columns of optional bytes: all of them, or none. */
  static @Nullable StoredBytes ofColumns(
      @Nullable Integer serializer, @Nullable String manifest, byte @Nullable [] bytes) {
    return serializer == null || bytes == null
        ? null
        : new StoredBytes(serializer, manifest == null ? "" : manifest, bytes);
  }

  /**
   * Reads the message.
   *
   * @param what names it, for the failure
   * @throws UnreadableMessage if no serializer of this system can
   */
  Object read(Serialization serialization, String what) throws UnreadableMessage {
    try {
      return serialization.deserialize(bytes, serializer, manifest).get();
    } catch (Exception e) { // Scala throws what is not declared.
      throw new UnreadableMessage(
          "%s: can't be read (serializer '%d', manifest '%s'): %s"
              .formatted(
                  what,
                  serializer,
                  manifest,
                  e instanceof UnreadableMessage ? e.getMessage() : WhyUnread.of(e)),
          e);
    }
  }
}
