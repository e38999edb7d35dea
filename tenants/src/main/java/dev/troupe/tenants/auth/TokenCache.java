package dev.troupe.tenants.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Tokens that were believed, so that who sends one with every request does not cost a signature
 * each time.
 *
 * <p>Known by their hash, so that no token can be read from memory or a heap dump. One is forgotten
 * at its end, after a time, when the issuer's keys change, and when there are too many: then those
 * that were not seen lately go. Tokens that are refused are not kept, so nobody can fill it with
 * inventions. Thread-safe; never blocks.
 */
public final class TokenCache {
  private final int half;
  private final Duration longest;
  private volatile ConcurrentMap<String, Held> recent = new ConcurrentHashMap<>();
  private volatile ConcurrentMap<String, Held> older = new ConcurrentHashMap<>();

  private record Held(KeySet keys, Principal principal, Instant until) {}

  private TokenCache(int most, Duration longest) {
    this.half = most / 2;
    this.longest = longest;
  }

  /**
   * A cache of at most this many tokens, each for at most this long; none if either is 0.
   *
   * @throws IllegalArgumentException if one of them is negative
   */
  public static TokenCache of(int most, Duration longest) {
    if (most < 0 || longest.isNegative()) {
      throw new IllegalArgumentException(
          "token cache: size and time must not be negative, were '%d' and '%s'"
              .formatted(most, longest));
    }
    return new TokenCache(longest.isZero() ? 0 : most, longest);
  }

  static TokenCache none() {
    return of(0, Duration.ZERO);
  }

  /** The place of one token. */
  final class Entry {
    private final String hash;

    private Entry(String hash) {
      this.hash = hash;
    }

    /** Who sent it, if it was believed by these very keys and its time is not over. */
    Optional<Principal> get(KeySet keys, Instant now) {
      Held held = recent.get(hash);
      if (held == null) {
        held = older.get(hash);
        if (held != null) {
          keep(held);
        }
      }
      return held != null && held.keys() == keys && now.isBefore(held.until())
          ? Optional.of(held.principal())
          : Optional.empty();
    }

    void put(KeySet keys, Principal principal, Instant now, Instant end) {
      Instant latest = now.plus(longest);
      Instant until = latest.isBefore(end) ? latest : end;
      if (half > 0 && now.isBefore(until)) {
        keep(new Held(keys, principal, until));
      }
    }

    private void keep(Held held) {
      if (recent.size() >= half) {
        makeRoom();
      }
      recent.put(hash, held);
    }
  }

  private synchronized void makeRoom() {
    if (recent.size() >= half) {
      older = recent;
      recent = new ConcurrentHashMap<>();
    }
  }

  Entry entry(String token) {
    return new Entry(half == 0 ? "" : hash(token));
  }

  int size() {
    return recent.size() + older.size();
  }

  private static String hash(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
