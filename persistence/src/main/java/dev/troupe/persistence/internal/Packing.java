package dev.troupe.persistence.internal;

import com.typesafe.config.Config;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.UnreadableMessage;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Makes long messages shorter on their way between nodes, from {@code troupe.wire}. Thread-safe.
 *
 * <p>What is packed is {@code FF}, which no CBOR begins with, the number of the method, the length
 * before in four bytes, and a block of <a
 * href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">LZ4</a>. Who does not know it
 * can't take it for a message. The library's variants in Java are used, which check all bounds, and
 * none in C.
 */
public final class Packing {
  private static final String PATH = "troupe.wire";
  private static final byte MARK = (byte) 0xFF;
  private static final byte LZ4 = 1;
  private static final int HEAD = 1 + 1 + Integer.BYTES;

  private final long from;
  private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();
  private final LZ4SafeDecompressor decompressor = LZ4Factory.safeInstance().safeDecompressor();

  private Packing(long from) {
    this.from = from;
  }

  /** Packs messages of so many bytes and more; reads all. */
  static Packing from(long bytes) {
    return new Packing(bytes);
  }

  /** Packs nothing; reads all. */
  static Packing none() {
    return new Packing(Long.MAX_VALUE);
  }

  /**
   * As this configuration says.
   *
   * @throws IllegalArgumentException if there is no such compression
   */
  public static Packing of(Config config) {
    String name = config.getString(PATH + ".compression");
    return switch (name) {
      case "lz4" -> from(config.getBytes(PATH + ".compress-from"));
      case "none" -> none();
      default ->
          throw new IllegalArgumentException(
              PATH + ".compression must be 'lz4' or 'none', was '%s'".formatted(name));
    };
  }

  /** The message, packed if it is long and becomes shorter by that; else as it is. */
  public byte[] packed(byte[] message) {
    if (message.length < from || message.length > MessageMappers.LONGEST_MESSAGE) {
      return message;
    }
    byte[] block = compressor.compress(message);
    return HEAD + block.length < message.length
        ? ByteBuffer.allocate(HEAD + block.length)
            .put(MARK)
            .put(LZ4)
            .putInt(message.length)
            .put(block)
            .array()
        : message;
  }

  /**
   * The message as it was before it was packed, if it was.
   *
   * @throws UnreadableMessage if it was packed in another way, or would be longer than is read, or
   *     is not whole
   */
  public byte[] unpacked(byte[] bytes) throws UnreadableMessage {
    if (bytes.length == 0 || bytes[0] != MARK) {
      return bytes;
    }
    if (bytes.length < HEAD || bytes[1] != LZ4) {
      throw new UnreadableMessage(
          "it is packed in a way that this build does not know; deploy the build that wrote it");
    }
    int length = ByteBuffer.wrap(bytes).getInt(2);
    if (length < 0 || length > MessageMappers.LONGEST_MESSAGE) {
      throw new UnreadableMessage(
          "it is packed, and would be '%d' bytes, expected at most '%d'"
              .formatted(Integer.toUnsignedLong(length), MessageMappers.LONGEST_MESSAGE));
    }
    byte[] message = new byte[length];
    try {
      int actual = decompressor.decompress(bytes, HEAD, bytes.length - HEAD, message, 0, length);
      if (actual == length) {
        return message;
      }
    } catch (LZ4Exception | IndexOutOfBoundsException e) {
      throw notWhole();
    }
    throw notWhole();
  }

  /** How long the message was before it was packed, if it was. */
  public static int lengthOf(byte[] bytes) {
    return bytes.length >= HEAD && bytes[0] == MARK && bytes[1] == LZ4
        ? ByteBuffer.wrap(bytes).getInt(2)
        : bytes.length;
  }

  private static UnreadableMessage notWhole() {
    return new UnreadableMessage("it is packed, and is not what was sent");
  }
}
