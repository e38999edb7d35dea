package dev.troupe.tenants.keys;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;

/**
 * A key that seals and opens payloads of one tenant: AES-256 in GCM, with a random nonce of 12
 * bytes before and a tag of 16 bytes after what it seals. Good for four billion payloads.
 * Thread-safe.
 */
public final class DataKey {
  /** How many bytes more a sealed payload has. */
  public static final int OVERHEAD = 28;

  private final String tenant;
  private final int number;
  private final Aead aead;

  private DataKey(String tenant, int number, Aead aead) {
    this.tenant = tenant;
    this.number = number;
    this.aead = aead;
  }

  /** The key of these 32 bytes. */
  static DataKey of(String tenant, int number, byte[] bytes) {
    try {
      return new DataKey(tenant, number, RawKey.aead(bytes));
    } catch (GeneralSecurityException e) {
      throw new KeyFailure.NotAuthentic(
          "tenant '%s': key '%d' is no AES key of %d bytes, was '%d' bytes"
              .formatted(tenant, number, RawKey.BYTES, bytes.length),
          e);
    }
  }

  /** Its number, from 1, counted per tenant. */
  public int number() {
    return number;
  }

  /** The payload, sealed and bound to this. */
  public byte[] seal(byte[] payload, byte[] associatedData) {
    try {
      return aead.encrypt(payload, associatedData);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("%s can't seal: %s".formatted(this, e.getMessage()), e);
    }
  }

  /**
   * The payload as it was before it was sealed.
   *
   * @throws KeyFailure.NotAuthentic if it was not sealed by this key and bound to this
   */
  public byte[] open(byte[] sealed, byte[] associatedData) {
    try {
      return aead.decrypt(sealed, associatedData);
    } catch (GeneralSecurityException e) {
      throw new KeyFailure.NotAuthentic(
          "it was not sealed with %s for this place; it was changed, or moved from another row"
              .formatted(this),
          e);
    }
  }

  @Override
  public String toString() {
    return "key '%d' of tenant '%s'".formatted(number, tenant);
  }
}
