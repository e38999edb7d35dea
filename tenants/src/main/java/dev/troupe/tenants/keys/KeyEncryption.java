package dev.troupe.tenants.keys;

/**
 * Wraps data keys with key-encryption keys, which never leave it: a key file, a table, or the key
 * management service of a cloud.
 *
 * <p>A key-encryption key has a name that is stored beside each data key that it wrapped, and
 * {@link #current} names the one to wrap with from now on. To rotate it, let {@code current} name a
 * new one while the old one still unwraps, call {@link TenantKeys#rewrap}, and only then take the
 * old one away. A data key that can't be unwrapped any more is lost with all that it sealed.
 *
 * <p>Every call may block for as long as a call over the network takes, at most a few seconds; it
 * is made on threads that may. It is made when a key is needed that is in no cache, so about once
 * per tenant, node and time in the cache. Thread-safe.
 *
 * <p>A provider for a key management service is a class of some twenty lines: {@code wrap} calls
 * its Encrypt and {@code unwrap} its Decrypt with the key's name and the associated data as what
 * the service calls encryption context or additional authenticated data. What the service answers
 * with "no such key" or "key disabled" is {@link KeyFailure.Unavailable} too: it may be enabled
 * again, and only {@link TenantKeys#destroy} says that a key is gone for good.
 */
public interface KeyEncryption {

  /** The name of the key-encryption key to wrap with now, of at most 255 characters. */
  String current();

  /**
   * The data key, wrapped.
   *
   * @param name of the key-encryption key
   * @param dataKey in plain bytes; not to be kept
   * @param associatedData what the data key is bound to, and must be unwrapped with
   * @throws KeyFailure.Unavailable if it can't now
   */
  byte[] wrap(String name, byte[] dataKey, byte[] associatedData);

  /**
   * The data key in plain bytes.
   *
   * @throws KeyFailure.Unavailable if it can't now, or has no key-encryption key of this name
   * @throws KeyFailure.NotAuthentic if that is not what was wrapped with this associated data
   */
  byte[] unwrap(String name, byte[] wrapped, byte[] associatedData);
}
