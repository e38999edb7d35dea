package dev.troupe.persistence;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Seals what is stored of a tenant and opens it again: the payloads of events, snapshots, messages
 * and reminders. Who has the keys implements it; the journal calls it.
 *
 * <p>An actor system has one, given to it at its start by {@link PayloadCiphers#setup}. Without one
 * all is stored as plain text, {@link #NONE}.
 *
 * <h2>What is sealed</h2>
 *
 * The bytes of a payload, each by itself, with the tenant's newest key. The number of that key is
 * stored in the row's column {@code key_number}, and null there says plain text. So rows that were
 * written before encryption was turned on stay readable, and a new key concerns only what is
 * written from then on. Not sealed are the columns by which rows are found and read: persistence
 * id, tenant, sequence number, times, manifests, tags. The streams of no tenant and of the
 * platform's own tenant, {@code _system}, are never sealed: they have to outlive every tenant.
 *
 * <h2>Associated data</h2>
 *
 * With each payload comes what it is bound to (its purpose, tenant, persistence id, number and
 * manifest), as bytes that are not stored. A cipher must authenticate them together with the
 * payload, so that a payload that somebody moved to another row does not open. The bytes are the
 * same for as long as the row is, and different for different rows.
 *
 * <h2>Threads</h2>
 *
 * {@link #sealer} and {@link #opener} are called by actors and by Pekko's threads, and so return at
 * once: with a stage that is complete if the key is at hand, and with one that completes on a
 * thread of the implementation if it has to be fetched. Only what needs that key waits for it. What
 * a sealer or an opener does is arithmetic, done on the thread of the caller; both are used by many
 * threads at once, and may be used for as long as they are held, which is never longer than it
 * takes to write or read one batch.
 *
 * <h2>Failures</h2>
 *
 * A stage fails with {@link CipherFailure} and nothing else, and its kind decides what follows:
 *
 * <ul>
 *   <li>{@link CipherFailure.KeysUnavailable}: not now. Writes are refused and reads are tried
 *       again later; nothing is passed over.
 *   <li>{@link CipherFailure.KeyDestroyed}: never again, as was wanted. The event has become a
 *       {@link Tombstone}: its entity can't be recovered, and whoever follows events goes on after
 *       it.
 *   <li>{@link CipherFailure.NotAuthentic}: the row is not what was written. It is treated like an
 *       event that can't be read, which an operator has to look at.
 * </ul>
 *
 * <p>A failure must not be remembered for longer than a moment, and a key must leave every cache
 * within a stated time after it was destroyed.
 */
public interface PayloadCipher {

  /** Stores plain text, and opens nothing. */
  PayloadCipher NONE =
      new PayloadCipher() {
        private static final CompletionStage<Optional<Sealer>> PLAIN =
            CompletableFuture.completedStage(Optional.empty());

        @Override
        public CompletionStage<Optional<Sealer>> sealer(String tenant) {
          return PLAIN;
        }

        @Override
        public CompletionStage<Opener> opener(String tenant, int keyNumber) {
          return CompletableFuture.failedStage(
              new CipherFailure.KeysUnavailable(
                  "tenant '%s': key '%d' is needed, and encryption is off on this node; turn it on as it was when this was written"
                      .formatted(tenant, keyNumber)));
        }
      };

  /**
   * Seals with the newest key of this tenant, which is made if it has none.
   *
   * @param tenant never empty, and never the platform's own
   * @return empty if what this tenant stores stays plain text
   */
  CompletionStage<Optional<Sealer>> sealer(String tenant);

  /**
   * Opens what was sealed with this key of this tenant.
   *
   * @param tenant never empty, and never the platform's own
   * @param keyNumber from 1, as the sealer gave it
   */
  CompletionStage<Opener> opener(String tenant, int keyNumber);

  /**
   * Whether rows without a key number are read. Once all rows of all tenants are sealed, refusing
   * the others keeps somebody who can write to the tables from adding events of his own.
   */
  default boolean isPlainTextRead() {
    return true;
  }

  /** Seals payloads with one key. Thread-safe. */
  interface Sealer {
    /** The number of the key, from 1. */
    int keyNumber();

    /** The payload, sealed; different each time. */
    byte[] seal(byte[] payload, byte[] associatedData);
  }

  /** Opens payloads that were sealed with one key. Thread-safe. */
  interface Opener {
    /**
     * The payload as it was.
     *
     * @throws CipherFailure.NotAuthentic if it was not sealed with this key and associated data
     */
    byte[] open(byte[] sealed, byte[] associatedData);
  }
}
