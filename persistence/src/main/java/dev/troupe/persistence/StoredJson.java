package dev.troupe.persistence;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.persistence.internal.EntityCodec;
import dev.troupe.persistence.internal.EntryFormat;
import dev.troupe.persistence.internal.Manifest;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.jspecify.annotations.Nullable;

/**
 * Shows events as the journal holds them, as JSON: with the names and fields that they were stored
 * with, whether or not this build still knows their types. Thread-safe.
 */
public final class StoredJson {
  private final PayloadCiphers ciphers;
  private final ObjectMapper json = MessageMappers.strictJson();

  /** Opens with the keys of this actor system. */
  public StoredJson(ClassicActorSystemProvider system) {
    this.ciphers = PayloadCiphers.on(system);
  }

  /**
   * A row of the journal.
   *
   * @param tenant in the persistence id
   * @param written when, by the database's clock
   * @param serializer the number of who wrote it
   * @param manifest its name to that serializer
   * @param payload its bytes
   * @param keyNumber the tenant's key that they are sealed with; null for plain text
   */
  public record Row(
      String tenant,
      String persistenceId,
      long sequenceNumber,
      Instant written,
      int serializer,
      String manifest,
      byte[] payload,
      @Nullable Integer keyNumber) {}

  /**
   * The event as one line of JSON without its end; empty for an entry that holds no event but only
   * what a command was answered. Waits a few seconds for a key.
   *
   * <p>What can't be read has {@code unreadable} in the place of {@code data}, with why. What
   * another serializer wrote has {@code serializer} and its bytes in Base64 as {@code payload}.
   *
   * @throws CipherFailure.KeysUnavailable if it can't be opened now
   */
  public Optional<byte[]> line(Row row) throws IOException {
    boolean isOurs = row.serializer() == MessageSerializer.IDENTIFIER;
    if (isOurs && isWithoutEvent(row.manifest())) {
      return Optional.empty();
    }
    ObjectNode line = json.createObjectNode();
    line.put("entity", row.persistenceId());
    line.put("number", row.sequenceNumber());
    line.put("written", row.written().toString());
    line.put("event", row.manifest());
    try {
      byte[] payload = opened(row);
      if (isOurs) {
        line.set("data", data(payload));
      } else {
        line.put("serializer", row.serializer()).put("payload", payload);
      }
    } catch (CipherFailure.KeyDestroyed | CipherFailure.NotAuthentic | IOException e) {
      line.put("unreadable", String.valueOf(e.getMessage()));
    }
    return Optional.of(json.writeValueAsBytes(line));
  }

  private static boolean isWithoutEvent(String manifest) {
    try {
      return Manifest.parse(manifest).kind() == Manifest.Kind.NO_EVENT;
    } catch (UnreadableMessage e) {
      return false;
    }
  }

  private byte[] opened(Row row) {
    return ciphers.open(
        new StoredEvent(
            row.tenant(),
            row.persistenceId(),
            row.sequenceNumber(),
            row.serializer(),
            row.manifest(),
            row.payload(),
            row.keyNumber()));
  }

  private JsonNode data(byte[] payload) throws IOException {
    ObjectMapper stored = EntryFormat.of(payload).mapper();
    try (JsonParser in = stored.createParser(payload)) {
      if (!EntityCodec.toEvent(in)) {
        throw new UnreadableMessage("the entry has no event");
      }
      return stored.readTree(in);
    }
  }
}
