package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.troupe.model.EntityCommand;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Sixteen bytes that tell a command from another: the head of the SHA-256 of its fields.
 *
 * <p>The same on every JVM: sets, whose order differs from one JVM to the next, are sorted, and a
 * field that is absent counts for nothing, so that a new optional field changes no old command.
 */
final class Fingerprint {
  private static final int LENGTH = 16;
  private final ObjectMapper canonical;

  Fingerprint(ObjectMapper cbor) {
    canonical = cbor.copy().registerModule(new SimpleModule().addSerializer(new SortedSetOf(cbor)));
  }

  byte[] of(EntityCommand<?, ?> command) throws JsonProcessingException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(digest.digest(canonical.writeValueAsBytes(command)), LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Writes the elements of a set in the order of what they are written as. */
  private static final class SortedSetOf extends StdSerializer<Set<?>> {
    private static final long serialVersionUID = 1L;
    private final ObjectMapper mapper;

    SortedSetOf(ObjectMapper mapper) {
      super(mapper.getTypeFactory().constructRawCollectionType(Set.class));
      this.mapper = mapper;
    }

    @Override
    public void serialize(Set<?> set, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      List<JsonNode> elements = new ArrayList<>();
      set.forEach(element -> elements.add(mapper.valueToTree(element)));
      elements.sort(Comparator.comparing(JsonNode::toString));
      out.writeStartArray();
      for (JsonNode element : elements) {
        out.writeTree(element);
      }
      out.writeEndArray();
    }
  }
}
