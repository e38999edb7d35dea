package dev.troupe.bench.http;

import dev.troupe.model.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Requests to the accounts of some tenants, as bytes. Thread-safe. */
public final class HttpRequests {
  /** Accounts that are asked. */
  static final int ACCOUNTS = 2_000;

  /** What each is opened with, so that both services have the same to read. */
  private static final String OPEN = "{\"owner\":\"Ada\"}";

  private static final String KEY = "\r\nIdempotency-Key: ";
  private static final String DEPOSIT = "{\"cents\":250}";
  private static final AtomicLong KEYS = new AtomicLong();

  /** Whose the accounts are, in turns. */
  public static final List<TenantId> TENANTS =
      IntStream.range(0, 4).mapToObj(i -> TenantId.of("t-" + i)).toList();

  private final IntFunction<String> headers;
  private final List<byte[]> heads;
  private final byte[] tail = bytes(tail(DEPOSIT));

  private HttpRequests(IntFunction<String> headers) {
    this.headers = headers;
    this.heads = IntStream.range(0, ACCOUNTS).mapToObj(i -> bytes(head(i, "/deposit"))).toList();
  }

  /** By nobody. */
  HttpRequests() {
    this(number -> "");
  }

  /**
   * By users who each send a token, in turns.
   *
   * @param tokens of the users of each tenant
   */
  public static HttpRequests by(Map<TenantId, List<String>> tokens) {
    return new HttpRequests(number -> {
      List<String> users = Objects.requireNonNull(tokens.get(tenant(number)));
      String token = users.get(number / TENANTS.size() % users.size());
      return "\r\nAuthorization: Bearer " + token;
    });
  }

  private static TenantId tenant(int number) {
    return TENANTS.get(number % TENANTS.size());
  }

  /** The path of the account with this number. */
  static String account(int number) {
    return "/tenants/%s/account/a-%04d".formatted(tenant(number), number);
  }

  /** Opens this one. */
  ByteBuffer open(int number) {
    return ByteBuffer.wrap(bytes(head(number, "/open") + "open-" + number + tail(OPEN)));
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

  private String head(int number, String command) {
    return start(account(number) + command) + headers.apply(number) + KEY;
  }

  private static String head(String path) {
    return start(path) + KEY;
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
