package dev.troupe.persistence.postgres.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array of PostgreSQL as a parameter, built in the format in which it is sent, without an object
 * per element. Used again and again; confined to one thread.
 */
@SuppressWarnings("serial") // It never is.
final class BinaryArray extends PGobject implements PGBinaryObject {
  private static final int HEADER = 20;
  private static final int SMALL = 8_192;

  /** More than this is given back when it is not needed. */
  private static final int LARGE = 4 * 1_048_576;

  private final int elementType;
  private byte[] buffer = new byte[SMALL];
  private int end = HEADER;
  private int count;
  private int hasNulls;

  private BinaryArray(String name, int elementType) {
    this.type = name;
    this.elementType = elementType;
  }

  static BinaryArray ofTexts() {
    return new BinaryArray("_text", 25);
  }

  static BinaryArray ofBytes() {
    return new BinaryArray("_bytea", 17);
  }

  static BinaryArray ofLongs() {
    return new BinaryArray("_int8", 20);
  }

  static BinaryArray ofInts() {
    return new BinaryArray("_int4", 23);
  }

  /** Forgets all elements. */
  void clear() {
    if (buffer.length > LARGE) {
      buffer = new byte[SMALL];
    }
    end = HEADER;
    count = 0;
    hasNulls = 0;
  }

  int size() {
    return count;
  }

  void add(@Nullable String text) {
    add(text == null ? null : text.getBytes(UTF_8));
  }

  void add(byte @Nullable [] bytes) {
    if (bytes == null) {
      begin(-1);
      hasNulls = 1;
    } else {
      begin(bytes.length);
      System.arraycopy(bytes, 0, buffer, end, bytes.length);
      end += bytes.length;
    }
  }

  void add(long value) {
    begin(Long.BYTES);
    put((int) (value >>> 32));
    put((int) value);
  }

  void add(int value) {
    begin(Integer.BYTES);
    put(value);
  }

  void add(@Nullable Integer value) {
    if (value == null) {
      begin(-1);
      hasNulls = 1;
    } else {
      add(value.intValue());
    }
  }

  private void begin(int length) {
    int needed = end + Integer.BYTES + Math.max(length, 0);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, needed));
    }
    count++;
    put(length);
  }

  private void put(int value) {
    end = put(value, buffer, end);
  }

  private static int put(int value, byte[] target, int at) {
    target[at] = (byte) (value >>> 24);
    target[at + 1] = (byte) (value >>> 16);
    target[at + 2] = (byte) (value >>> 8);
    target[at + 3] = (byte) value;
    return at + Integer.BYTES;
  }

  @Override
  public int lengthInBytes() {
    return end;
  }

  @Override
  public void toBytes(byte[] target, int offset) {
    System.arraycopy(buffer, HEADER, target, offset + HEADER, end - HEADER);
    int at = put(1, target, offset); // dimensions
    at = put(hasNulls, target, at);
    at = put(elementType, target, at);
    at = put(count, target, at);
    put(1, target, at); // the first index
  }

  @Override
  public void setByteValue(byte[] value, int offset) {
    throw new UnsupportedOperationException("arrays are only sent");
  }

  @Override
  public String getValue() {
    throw new UnsupportedOperationException(
        "arrays of '%s' are only sent in binary".formatted(type));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public Object clone() throws CloneNotSupportedException {
    throw new CloneNotSupportedException("it is used by one statement at a time");
  }
}
