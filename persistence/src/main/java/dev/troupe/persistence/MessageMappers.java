package dev.troupe.persistence;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.troupe.persistence.internal.BoundedInput;
import dev.troupe.persistence.internal.ComponentNaming;
import dev.troupe.persistence.internal.FiniteNumbers;
import dev.troupe.persistence.internal.MessageModule;
import org.apache.pekko.serialization.jackson.PekkoTypedJacksonModule;

/**
 * Jackson as messages need it: records without annotations, sealed interfaces by name, hard limits.
 *
 * <p>A component that is neither {@code @Nullable} nor {@code Optional} is required. Mappers are
 * thread-safe.
 */
public final class MessageMappers {
  /**
   * The longest message that is read, in bytes; also the longest that is written to the journal.
   */
  public static final int LONGEST_MESSAGE = 1024 * 1024;

  /** The largest snapshot that is read and written, in bytes. */
  public static final int LONGEST_SNAPSHOT = 64 * LONGEST_MESSAGE;

  private static final int DEEPEST = 64;
  private static final int LONGEST_TEXT = 262_144;
  private static final int LONGEST_NUMBER = 100;
  private static final int MOST_TOKENS = 500_000;

  private MessageMappers() {}

  /**
   * CBOR between nodes and in the journal. Lenient to fields it does not know, because a node of
   * the next version may have written them.
   */
  public static ObjectMapper cbor() {
    return cbor(LONGEST_MESSAGE, MOST_TOKENS);
  }

  /** CBOR for snapshots, which hold a whole state and may be larger. */
  public static ObjectMapper snapshotCbor() {
    return cbor(LONGEST_SNAPSHOT, 64L * MOST_TOKENS);
  }

  private static ObjectMapper cbor(long longest, long mostTokens) {
    CBORFactory factory =
        CBORFactory.builder()
            .inputDecorator(new BoundedInput(longest))
            .streamReadConstraints(limits(longest, mostTokens))
            .streamWriteConstraints(
                StreamWriteConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    return common(CBORMapper.builder(factory))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .addModule(new PekkoTypedJacksonModule())
        .build();
  }

  /**
   * JSON in the journal, with the same fields and values as {@link #cbor}, and as lenient. What has
   * no type is read without loss, so that a number with a point is a {@code BigDecimal}.
   */
  public static ObjectMapper json() {
    return common(JsonMapper.builder(boundedJson().build()))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .addModule(new PekkoTypedJacksonModule())
        .build();
  }

  /**
   * JSON from outside: unknown fields, duplicate keys, trailing text, a value of another type and a
   * number that overflows are refused.
   */
  public static ObjectMapper strictJson() {
    JsonFactory factory =
        boundedJson().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    return common(JsonMapper.builder(factory))
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .addModule(new FiniteNumbers())
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .build();
  }

  private static JsonFactoryBuilder boundedJson() {
    return new JsonFactoryBuilder()
        .inputDecorator(new BoundedInput(LONGEST_MESSAGE))
        .streamReadConstraints(limits(LONGEST_MESSAGE, MOST_TOKENS))
        .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(DEEPEST).build());
  }

  /** Switching off the coercion of scalars leaves those to text on. */
  private static void refuseScalars(MutableCoercionConfig text) {
    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B common(B builder) {
    return builder
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .addModule(new MessageModule())
        .accessorNaming(new ComponentNaming())
        .disable(MapperFeature.AUTO_DETECT_CREATORS)
        .serializationInclusion(JsonInclude.Include.NON_ABSENT)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(LogicalType.Textual, MessageMappers::refuseScalars)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
  }

  private static StreamReadConstraints limits(long longest, long mostTokens) {
    return StreamReadConstraints.builder()
        .maxNestingDepth(DEEPEST)
        .maxStringLength(LONGEST_TEXT)
        .maxNumberLength(LONGEST_NUMBER)
        .maxDocumentLength(longest)
        .maxTokenCount(mostTokens)
        .build();
  }
}
