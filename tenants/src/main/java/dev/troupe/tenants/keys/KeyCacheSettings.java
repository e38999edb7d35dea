package dev.troupe.tenants.keys;

import java.time.Duration;

/**
 * What is kept of keys, and for how long.
 *
 * @param most keys in memory
 * @param age how long a key is used after it was last seen in the table: so long a destroyed key
 *     may still open, and an old one still seal. It is looked at again at half of that.
 * @param retry how long a failure is answered from memory
 */
public record KeyCacheSettings(int most, Duration age, Duration retry) {

  /** Refuses what makes no sense. */
  public KeyCacheSettings {
    if (most < 16) {
      throw new IllegalArgumentException(
          "troupe.encryption.cache.entries must be at least 16, was '%d'".formatted(most));
    }
    if (age.compareTo(Duration.ofMillis(10)) < 0 || retry.isNegative()) {
      throw new IllegalArgumentException(
          "troupe.encryption.cache.age must be at least 10ms, was '%s'".formatted(age));
    }
  }

  /** 10,000 keys for a minute, failures for a second. */
  public static KeyCacheSettings usual() {
    return new KeyCacheSettings(10_000, Duration.ofMinutes(1), Duration.ofSeconds(1));
  }
}
