package dev.troupe.cluster.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A hash of 64 bits with a key, which nobody without the key can make collide on purpose.
 *
 * <p>SipHash-2-4 by Jean-Philippe Aumasson and Daniel J. Bernstein, "SipHash: a fast short-input
 * PRF" (INDOCRYPT 2012). Thread-safe.
 */
final class SipHash {
  /** Bytes of a key. */
  static final int KEY_LENGTH = 16;

  private static final int WORD = 8;
  private static final int ROUNDS_PER_WORD = 2;
  private static final int ROUNDS_AT_THE_END = 4;

  private final long low;
  private final long high;

  private SipHash(long low, long high) {
    this.low = low;
    this.high = high;
  }

  /**
   * The hash with this key.
   *
   * @throws IllegalArgumentException if the key has not 16 bytes
   */
  static SipHash of(byte[] key) {
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException(
          "SipHash: a key has '%d' bytes, was '%d'".formatted(KEY_LENGTH, key.length));
    }
    ByteBuffer words = littleEndian(key);
    return new SipHash(words.getLong(), words.getLong());
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The four words that are mixed; made anew for each text, and seen by one thread. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private State(long low, long high) {
      // "somepseudorandomlygeneratedbytes", as the paper has it.
      v0 = low ^ 0x736f6d6570736575L;
      v1 = high ^ 0x646f72616e646f6dL;
      v2 = low ^ 0x6c7967656e657261L;
      v3 = high ^ 0x7465646279746573L;
    }

    private void take(long word) {
      v3 ^= word;
      rounds(ROUNDS_PER_WORD);
      v0 ^= word;
    }

    private long end() {
      v2 ^= 0xff;
      rounds(ROUNDS_AT_THE_END);
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void rounds(int count) {
      for (int i = 0; i < count; i++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
    }
  }

  /** The hash of these bytes, of which all 64 bits are equally good. */
  long hash(byte[] text) {
    State state = new State(low, high);
    ByteBuffer bytes = littleEndian(text);
    while (bytes.remaining() >= WORD) {
      state.take(bytes.getLong());
    }
    long last = (long) text.length << 56;
    for (int shift = 0; bytes.hasRemaining(); shift += Byte.SIZE) {
      last |= (bytes.get() & 0xffL) << shift;
    }
    state.take(last);
    return state.end();
  }
}
