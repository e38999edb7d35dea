package dev.troupe.persistence.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.typesafe.config.Config;
import dev.troupe.persistence.MessageMappers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How an entry of the journal is written, from {@code troupe.journal.format}. Which one it was its
 * first byte tells, so that a stream may have entries of both.
 */
public enum EntryFormat {
  /** Concise Binary Object Representation, RFC 8949: smaller, and faster to read. */
  CBOR {
    @Override
    public ObjectMapper mapper() {
      return Mappers.CBOR;
    }

    @Override
    ObjectReader reader(Class<?> type) {
      return Mappers.OF_CBOR.get(type);
    }

    @Override
    byte[] empty() {
      return CborMap.empty();
    }

    @Override
    byte[] of(String name, byte[] value) {
      return CborMap.of(name, value);
    }

    @Override
    byte[] joined(byte[] first, byte[] second) {
      return CborMap.joined(first, second);
    }
  },

  /** JSON in UTF-8, RFC 8259: what is not sealed can be read in {@code psql}. */
  JSON {
    @Override
    public ObjectMapper mapper() {
      return Mappers.JSON;
    }

    @Override
    ObjectReader reader(Class<?> type) {
      return Mappers.OF_JSON.get(type);
    }

    @Override
    byte[] empty() {
      return "{}".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    byte[] of(String name, byte[] value) {
      byte[] start = "{\"%s\":".formatted(name).getBytes(StandardCharsets.US_ASCII);
      byte[] field = Arrays.copyOf(start, start.length + value.length + 1);
      System.arraycopy(value, 0, field, start.length, value.length);
      field[field.length - 1] = '}';
      return field;
    }

    @Override
    byte[] joined(byte[] first, byte[] second) {
      if (Arrays.equals(first, empty())) {
        return second;
      }
      byte[] both = Arrays.copyOf(first, first.length + second.length - 1);
      both[first.length - 1] = ',';
      System.arraycopy(second, 1, both, first.length, second.length - 1);
      return both;
    }
  };

  /** For all types, as they are thread-safe. */
  private static final class Mappers {
    private static final ObjectMapper CBOR = MessageMappers.cbor();
    private static final ObjectMapper JSON = MessageMappers.json();
    private static final ClassValue<ObjectReader> OF_CBOR = readers(CBOR);
    private static final ClassValue<ObjectReader> OF_JSON = readers(JSON);

    private static ClassValue<ObjectReader> readers(ObjectMapper mapper) {
      return new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
          return mapper.readerFor(type);
        }
      };
    }
  }

  private static final String SETTING = "troupe.journal.format";

  /**
   * The one in which this configuration has new entries written.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static EntryFormat of(Config config) {
    String name = config.getString(SETTING);
    return switch (name) {
      case "cbor" -> CBOR;
      case "json" -> JSON;
      default ->
          throw new IllegalArgumentException(
              SETTING + " must be 'cbor' or 'json', was '%s'".formatted(name));
    };
  }

  /** The one in which these bytes were written; a map in CBOR never starts with a brace. */
  public static EntryFormat of(byte[] entry) {
    return entry.length > 0 && entry[0] == '{' ? JSON : CBOR;
  }

  /** Reads and writes what is in it. */
  public abstract ObjectMapper mapper();

  /** Reads one of this class; found out once, as every event that is stored or read asks for it. */
  abstract ObjectReader reader(Class<?> type);

  /** An entry of no field. */
  abstract byte[] empty();

  /** An entry of one field, which is encoded already; its name has less than 24 ASCII letters. */
  abstract byte[] of(String name, byte[] value);

  /** Two entries as one; the second has a field. */
  abstract byte[] joined(byte[] first, byte[] second);
}
