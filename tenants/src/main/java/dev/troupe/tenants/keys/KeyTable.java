package dev.troupe.tenants.keys;

import java.util.List;
import java.util.Optional;

/**
 * Where the wrapped data keys are. Blocks; thread-safe. Each call is a transaction of its own, and
 * fails with {@link KeyFailure.Unavailable} if it could not.
 */
public interface KeyTable {

  /** The tenant's key of the highest number. */
  Optional<StoredKey> newest(String tenant);

  /** The tenant's key of this number. */
  Optional<StoredKey> find(String tenant, int number);

  /**
   * Adds a key, unless there is one of this number already or the tenant's keys were destroyed.
   *
   * @return the tenant's newest key, be it this one or what stood in its way
   */
  StoredKey add(StoredKey key);

  /**
   * Destroys all keys of the tenant, and lets none be added from then on.
   *
   * @return how many there were
   */
  int destroy(String tenant);

  /** Keys that are not wrapped by the key-encryption key of this name, at most this many. */
  List<StoredKey> notWrappedBy(String kek, int most);

  /** Puts the other wrapping in the place of this one; false if that is not what is stored. */
  boolean replace(StoredKey old, StoredKey rewrapped);
}
