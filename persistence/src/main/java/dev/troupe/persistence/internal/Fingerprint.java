package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.troupe.model.EntityCommand;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    canonical =
        cbor.copy().registerModule(new SimpleModule().setSerializerModifier(new SortedSets()));
  }

  byte[] of(EntityCommand<?, ?> command) throws JsonProcessingException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(digest.digest(canonical.writeValueAsBytes(command)), LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Lets Jackson write a set as it would, and then puts the elements in order. */
  private static final class SortedSets extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSerializer<?> modifyCollectionSerializer(
        SerializationConfig config,
        CollectionType type,
        BeanDescription description,
        JsonSerializer<?> serializer) {
      return Set.class.isAssignableFrom(type.getRawClass())
          ? new SortedSet(serializer)
          : serializer;
    }
  }

  /** Writes the elements of a set in the order of what they are written as. */
  private static final class SortedSet extends StdSerializer<Object>
      implements ContextualSerializer {
    private static final long serialVersionUID = 1L;
    private final JsonSerializer<Object> asIs;

    @SuppressWarnings("unchecked") // Jackson asks it only for what it asked the other for.
    SortedSet(JsonSerializer<?> asIs) {
      super(Object.class);
      this.asIs = (JsonSerializer<Object>) asIs;
    }

    @Override
    public JsonSerializer<?> createContextual(
        SerializerProvider provider, @Nullable BeanProperty property) throws JsonMappingException {
      return new SortedSet(provider.handleSecondaryContextualization(asIs, property));
    }

    @Override
    public void serialize(Object set, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      List<JsonNode> elements = new ArrayList<>();
      try (TokenBuffer written = new TokenBuffer(out.getCodec(), false)) {
        asIs.serialize(set, written, provider);
        JsonNode array = written.asParser().readValueAsTree();
        array.forEach(elements::add);
      }
      elements.sort(Comparator.comparing(JsonNode::toString));
      out.writeStartArray();
      for (JsonNode element : elements) {
        out.writeTree(element);
      }
      out.writeEndArray();
    }
  }
}
