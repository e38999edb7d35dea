package dev.troupe.persistence.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.TopicEnvelope;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is published on topics, on the wire. Thread-safe. */
public final class TopicCodec {
  private final ObjectMapper cbor = MessageMappers.cbor();

  /** The envelope; what it is called is the manifest. */
  public byte[] write(TopicEnvelope envelope) throws IOException {
    return cbor.writeValueAsBytes(
        new Wire(
            envelope.key().encoded(),
            envelope.isWithinTenant() ? null : envelope.caller().value(),
            envelope.bytes()));
  }

  /** The envelope, its message not looked at. */
  public TopicEnvelope read(Manifest manifest, byte[] bytes) throws IOException {
    Wire wire = cbor.readValue(bytes, Wire.class);
    EntityKey key = EntityKey.parse(wire.k());
    return new TopicEnvelope(
        manifest.type(),
        key,
        wire.f() == null ? key.tenant() : new TenantId(wire.f()),
        manifest.name(),
        wire.c());
  }

  /** The key, the caller if it is another, and the message. */
  private record Wire(String k, @Nullable String f, byte[] c) {}
}
