package dev.troupe.persistence.internal;

import dev.troupe.persistence.UnreadableMessage;
import java.io.IOException;

/** Turns whatever goes wrong while bytes are read into a sentence that says which bytes. */
final class Reading {
  private Reading() {}

  /** Reads something. */
  interface Read<T> {
    T read() throws IOException;
  }

  /** What was read; upcasters and constructors of records may throw anything. */
  static <T> T of(String failure, Read<T> read) throws UnreadableMessage {
    try {
      return read.read();
    } catch (UnreadableMessage e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableMessage("%s: %s".formatted(failure, e.getMessage()), e);
    }
  }
}
