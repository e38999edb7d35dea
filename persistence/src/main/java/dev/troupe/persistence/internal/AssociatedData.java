package dev.troupe.persistence.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * What a sealed payload is bound to, as bytes: its purpose, and whatever tells its row from others.
 *
 * <p>Each part has its length before it, so that no two lists of parts give the same bytes.
 */
public final class AssociatedData {
  private AssociatedData() {}

  /** Of an event's payload. */
  public static byte[] event(
      String tenant, String persistenceId, long sequenceNumber, int serializer, String manifest) {
    return numbered("event", tenant, persistenceId, sequenceNumber, serializer, manifest);
  }

  /** Of what Pekko stores beside an event of a replicated entity. */
  public static byte[] eventMetadata(
      String tenant, String persistenceId, long sequenceNumber, int serializer, String manifest) {
    return numbered("event-metadata", tenant, persistenceId, sequenceNumber, serializer, manifest);
  }

  /** Of a snapshot's payload. */
  public static byte[] snapshot(
      String tenant, String persistenceId, long sequenceNumber, int serializer, String manifest) {
    return numbered("snapshot", tenant, persistenceId, sequenceNumber, serializer, manifest);
  }

  /** Of what Pekko stores beside a snapshot of a replicated entity. */
  public static byte[] snapshotMetadata(
      String tenant, String persistenceId, long sequenceNumber, int serializer, String manifest) {
    return numbered(
        "snapshot-metadata", tenant, persistenceId, sequenceNumber, serializer, manifest);
  }

  /** Of a message between two entities, by their persistence ids. */
  public static byte[] message(String tenant, String sender, String receiver, String manifest) {
    return of("message", tenant, sender, receiver, manifest);
  }

  /** Of a reminder of an entity. */
  public static byte[] reminder(String tenant, String persistenceId, String name, String manifest) {
    return of("reminder", tenant, persistenceId, name, manifest);
  }

  private static byte[] numbered(
      String purpose,
      String tenant,
      String persistenceId,
      long sequenceNumber,
      int serializer,
      String manifest) {
    return of(
        purpose,
        tenant,
        persistenceId,
        Long.toString(sequenceNumber),
        Integer.toString(serializer),
        manifest);
  }

  static byte[] of(String... parts) {
    byte[][] encoded = new byte[parts.length][];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      encoded[i] = parts[i].getBytes(UTF_8);
      length += Integer.BYTES + encoded[i].length;
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    for (byte[] each : encoded) {
      buffer.putInt(each.length).put(each);
    }
    return buffer.array();
  }
}
