package dev.troupe.tenants.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a cloud's client of its key management service does, in memory. */
public final class CloudClient {
  private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
  private volatile boolean isAway;

  /** How often it was asked to decrypt. */
  final AtomicInteger decrypted = new AtomicInteger();

  /** It can't, now or with this. */
  static class CloudException extends Exception {
    private static final long serialVersionUID = 1L;

    CloudException(String message) {
      super(message);
    }
  }

  /** It was encrypted with another context. */
  static final class WrongContext extends CloudException {
    private static final long serialVersionUID = 1L;

    WrongContext(String message) {
      super(message);
    }
  }

  void create(String name) {
    byte[] bytes = new byte[RawKey.BYTES];
    new SecureRandom().nextBytes(bytes);
    keys.put(name, bytes);
  }

  void delete(String name) {
    keys.remove(name);
  }

  void away(boolean away) {
    isAway = away;
  }

  private byte[] key(String name) throws CloudException {
    byte[] key = keys.get(name);
    if (isAway || key == null) {
      throw new CloudException(isAway ? "connection refused" : "no such key");
    }
    return key;
  }

  byte[] encrypt(String name, byte[] plain, Map<String, String> context) throws CloudException {
    try {
      return RawKey.aead(key(name)).encrypt(plain, context.toString().getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new CloudException(String.valueOf(e.getMessage()));
    }
  }

  byte[] decrypt(String name, byte[] sealed, Map<String, String> context) throws CloudException {
    decrypted.incrementAndGet();
    try {
      return RawKey.aead(key(name)).decrypt(sealed, context.toString().getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new WrongContext("the context is another");
    }
  }
}
