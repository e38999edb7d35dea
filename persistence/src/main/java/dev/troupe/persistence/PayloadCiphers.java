package dev.troupe.persistence;

import dev.troupe.persistence.PayloadCipher.Opener;
import dev.troupe.persistence.PayloadCipher.Sealer;
import dev.troupe.persistence.internal.AssociatedData;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link PayloadCipher} of an actor system, and how many tombstones were passed over on it.
 * Thread-safe.
 */
public final class PayloadCiphers implements Extension {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadCiphers.class);
  private static final Id ID = new Id();

  /** What the platform stores for itself, which outlives every tenant. */
  private static final String SYSTEM_TENANT = "_system";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Tenants that were told of; beyond it all are told of again. */
  private static final int MOST_TOLD = 10_000;

  private static final CompletionStage<Optional<Sealer>> PLAIN =
      CompletableFuture.completedStage(Optional.empty());

  private final PayloadCipher cipher;
  private final LongAdder tombstones = new LongAdder();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private PayloadCiphers(PayloadCipher cipher) {
    this.cipher = cipher;
  }

  /** Gives an actor system this cipher. */
  public static Setup setup(PayloadCipher cipher) {
    return new Given(cipher);
  }

  /**
   * That of this actor system, Pekko's typed or classic one; {@link PayloadCipher#NONE} if none.
   */
  public static PayloadCiphers on(ClassicActorSystemProvider system) {
    return Adapter.toTyped(system.classicSystem()).registerExtension(ID);
  }

  /** For who has no actor system. */
  public static PayloadCiphers of(PayloadCipher cipher) {
    return new PayloadCiphers(cipher);
  }

  /** The cipher that the actor system was given. */
  public PayloadCipher cipher() {
    return cipher;
  }

  /** Whether what this tenant stores is never sealed. */
  private static boolean isPlain(String tenant) {
    return tenant.isEmpty() || tenant.equals(SYSTEM_TENANT);
  }

  /** As {@link PayloadCipher#sealer}, for any tenant, also the empty one. */
  public CompletionStage<Optional<Sealer>> sealer(String tenant) {
    return isPlain(tenant) ? PLAIN : cipher.sealer(tenant);
  }

  /** As {@link PayloadCipher#opener}, for any tenant. */
  public CompletionStage<Opener> opener(String tenant, int keyNumber) {
    return isPlain(tenant)
        ? CompletableFuture.failedStage(
            new CipherFailure.NotAuthentic(
                "tenant '%s': has no keys, and key '%d' is named".formatted(tenant, keyNumber)))
        : cipher.opener(tenant, keyNumber);
  }

  /**
   * Takes a row of this tenant that is plain text.
   *
   * @throws CipherFailure.NotAuthentic if there should be none
   */
  public void requirePlainTextRead(String tenant) {
    if (!isPlain(tenant) && !cipher.isPlainTextRead()) {
      throw new CipherFailure.NotAuthentic(
          "tenant '%s': it is plain text, expected it sealed; it was not written by this platform, or before encryption was on: then set troupe.encryption.accept-plain-text"
              .formatted(tenant));
    }
  }

  /**
   * The payload of an event as it was before it was sealed. Waits a few seconds for the key.
   *
   * @throws CipherFailure why it can't be opened, now or ever
   */
  public byte[] open(StoredEvent event) {
    Integer number = event.keyNumber();
    if (number == null) {
      requirePlainTextRead(event.tenant());
      return event.payload();
    }
    return CipherFailure.await(opener(event.tenant(), number), PATIENCE)
        .open(
            event.payload(),
            AssociatedData.event(
                event.tenant(),
                event.persistenceId(),
                event.sequenceNumber(),
                event.serializer(),
                event.manifest()));
  }

  /** Counts an event that is passed over because its key was destroyed. */
  public void passedOver(String tenant, CipherFailure.KeyDestroyed why) {
    tombstones.increment();
    if (told.size() >= MOST_TOLD) {
      told.clear();
    }
    if (told.add(tenant)) {
      LOG.info("events of a tenant are passed over from now on: {}", why.getMessage());
    }
  }

  /** How many events were passed over because their keys were destroyed. */
  public long tombstones() {
    return tombstones.sum();
  }

  private static final class Given extends Setup {
    private final PayloadCipher cipher;

    private Given(PayloadCipher cipher) {
      this.cipher = cipher;
    }
  }

  private static final class Id extends ExtensionId<PayloadCiphers> {
    @Override
    public PayloadCiphers createExtension(ActorSystem<?> system) {
      return new PayloadCiphers(
          system
              .settings()
              .setup()
              .get(Given.class)
              .map(given -> given.cipher)
              .orElse(PayloadCipher.NONE));
    }
  }
}
