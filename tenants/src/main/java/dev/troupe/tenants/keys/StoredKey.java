package dev.troupe.tenants.keys;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A data key as it is stored.
 *
 * @param tenant whose it is
 * @param number from 1, counted per tenant
 * @param kek the name of the key-encryption key that wrapped it
 * @param wrapped its wrapped bytes; none once it was destroyed
 * @param destroyed when it was destroyed
 */
public record StoredKey(
    String tenant, int number, String kek, Optional<byte[]> wrapped, Optional<Instant> destroyed) {

  /** Whether it has the same bytes, wrapped by the same key. */
  boolean isWrappedAs(StoredKey other) {
    return kek.equals(other.kek)
        && wrapped.isPresent() == other.wrapped.isPresent()
        && Arrays.equals(wrapped.orElse(new byte[0]), other.wrapped.orElse(new byte[0]));
  }

  @Override
  public String toString() {
    return "key '%d' of tenant '%s'".formatted(number, tenant);
  }
}
