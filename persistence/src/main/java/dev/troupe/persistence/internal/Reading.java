package dev.troupe.persistence.internal;

import dev.troupe.persistence.UnreadableMessage;
import java.io.IOException;
import java.util.function.Supplier;

/** Turns whatever goes wrong while bytes are read into a sentence that says which bytes. */
final class Reading {
  private Reading() {}

  /** Reads something. */
  interface Read<T> {
    T read() throws IOException;
  }

  /**
   * What was read; upcasters and constructors of records may throw anything. The sentence goes to
   * logs and to callers, so it has nothing of the message. It is made only then: to put it together
   * takes as long as to read a small message.
   */
  static <T> T of(Supplier<String> failure, Read<T> read) throws UnreadableMessage {
    try {
      return read.read();
    } catch (UnreadableMessage e) {
      throw e;
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      throw new UnreadableMessage("%s: %s".formatted(failure.get(), WhyUnread.of(e)), e);
    }
  }
}
