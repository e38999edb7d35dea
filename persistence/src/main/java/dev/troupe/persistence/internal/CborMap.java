package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A CBOR map (RFC 8949) without a length, put together from fields that are encoded already, so
 * that no event is encoded twice.
 */
final class CborMap {
  private static final int START = 0xBF;
  private static final int END = 0xFF;
  private static final int SHORT_TEXT = 0x60;

  private CborMap() {}

  /** A map of no field. */
  static byte[] empty() {
    return new byte[] {(byte) START, (byte) END};
  }

  /** A map of one field; its name has less than 24 ASCII characters. */
  static byte[] of(String name, byte[] value) {
    var bytes = new ByteArrayOutputStream(value.length + name.length() + 3);
    bytes.write(START);
    bytes.write(SHORT_TEXT + name.length());
    bytes.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(value);
    bytes.write(END);
    return bytes.toByteArray();
  }

  /** Writes fields, each a name and a value. */
  interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  /** A map of these fields, of about so many bytes. */
  static byte[] of(ObjectMapper cbor, int length, Fields fields) throws IOException {
    var bytes = new ByteArrayOutputStream(length);
    try (JsonGenerator out = cbor.createGenerator(bytes)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** Two maps as one: the first without its end, the second without its start. */
  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length - 2);
    System.arraycopy(second, 1, both, first.length - 1, second.length - 1);
    return both;
  }

  /** Steps into a map. */
  static void start(JsonParser in) throws IOException {
    require(in, in.nextToken(), JsonToken.START_OBJECT);
  }

  /** The name of the next field, the parser at its value; null at the end, and nothing after it. */
  static @Nullable String next(JsonParser in) throws IOException {
    JsonToken token = in.nextToken();
    if (token == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      return name;
    }
    require(in, token, JsonToken.END_OBJECT);
    require(in, in.nextToken(), null);
    return null;
  }

  /** This field; a map that lacks it is refused. */
  static <T> T part(@Nullable T part, String name) {
    if (part == null) {
      throw new IllegalArgumentException("its part '%s' is missing".formatted(name));
    }
    return part;
  }

  /** Refuses another token than this one, or than the end. */
  static void require(JsonParser in, @Nullable JsonToken actual, @Nullable JsonToken expected)
      throws IOException {
    if (actual != expected) {
      throw new JsonParseException(
          in,
          "expected %s, was %s"
              .formatted(
                  expected == null ? "the end" : expected, actual == null ? "the end" : actual));
    }
  }
}
