package dev.troupe.bench.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Requests to the accounts of four tenants, as bytes. Thread-safe. */
final class HttpRequests {
  /** Accounts that are asked. */
  static final int ACCOUNTS = 2_000;

  /** What each is opened with, so that both services have the same to read. */
  private static final String OPEN = "{\"owner\":\"Ada\"}";

  private static final String DEPOSIT = "{\"cents\":250}";
  private static final int TENANTS = 4;
  private static final AtomicLong KEYS = new AtomicLong();

  private final List<byte[]> heads =
      IntStream.range(0, ACCOUNTS).mapToObj(i -> bytes(head(account(i) + "/deposit"))).toList();

  private final byte[] tail = bytes(tail(DEPOSIT));

  /** The path of the account with this number. */
  static String account(int number) {
    return "/tenants/t-%d/account/a-%04d".formatted(number % TENANTS, number);
  }

  /** Opens this one. */
  ByteBuffer open(int number) {
    return post(account(number) + "/open", "open-" + number, OPEN);
  }

  /** A deposit to any of them, with a key of its own. */
  ByteBuffer deposit() {
    int number = ThreadLocalRandom.current().nextInt(ACCOUNTS);
    byte[] head = heads.get(number);
    byte[] key = bytes(new UUID(number, KEYS.incrementAndGet()).toString());
    return ByteBuffer.allocate(head.length + key.length + tail.length)
        .put(head)
        .put(key)
        .put(tail)
        .flip();
  }

  /** Any command. */
  static ByteBuffer post(String path, String key, String body) {
    return ByteBuffer.wrap(bytes(head(path) + key + tail(body)));
  }

  /** A command without a key. */
  static ByteBuffer post(String path, String body) {
    return ByteBuffer.wrap(bytes(start(path) + tail(body)));
  }

  private static String head(String path) {
    return start(path) + "\r\nIdempotency-Key: ";
  }

  private static String start(String path) {
    return "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json".formatted(path);
  }

  private static String tail(String body) {
    return "\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
