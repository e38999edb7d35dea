package dev.troupe.bench.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A response to a request that was the only one in flight, with a body of known length. */
record HttpResponse(int status, String body) {
  private static final int STATUS = "HTTP/1.1 ".length();
  private static final String LENGTH = "\r\ncontent-length:";

  /** The response in these bytes, or null if more must come. */
  static @Nullable HttpResponse parse(byte[] bytes, int count) throws IOException {
    int end = endOfHead(bytes, count);
    if (end < 0) {
      return null;
    }
    int length = length(bytes, end);
    if (count < end + length) {
      return null;
    }
    int status =
        (bytes[STATUS] - '0') * 100 + (bytes[STATUS + 1] - '0') * 10 + bytes[STATUS + 2] - '0';
    return new HttpResponse(status, new String(bytes, end, length, StandardCharsets.UTF_8));
  }

  private static int endOfHead(byte[] bytes, int count) {
    for (int i = 3; i < count; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** What the head says; nothing where it says nothing, as with 204. */
  private static int length(byte[] bytes, int end) {
    for (int i = STATUS; i + LENGTH.length() < end; i++) {
      if (bytes[i] == '\r' && isLength(bytes, i)) {
        return number(bytes, i + LENGTH.length());
      }
    }
    return 0;
  }

  private static boolean isLength(byte[] bytes, int at) {
    for (int i = 0; i < LENGTH.length(); i++) {
      if (Character.toLowerCase(bytes[at + i]) != LENGTH.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] bytes, int at) {
    int number = 0;
    for (int i = at; bytes[i] != '\r'; i++) {
      if (bytes[i] != ' ') {
        number = number * 10 + bytes[i] - '0';
      }
    }
    return number;
  }
}
