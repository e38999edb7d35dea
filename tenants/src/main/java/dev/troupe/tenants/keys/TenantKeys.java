package dev.troupe.tenants.keys;

import dev.troupe.model.internal.StageFailure;
import dev.troupe.tenants.keys.KeyCache.Loaded;
import dev.troupe.tenants.keys.KeyCache.Name;
import dev.troupe.tenants.keys.KeyCache.Question;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data keys of all tenants, as one node uses them.
 *
 * <p>A tenant's first key is made when it is first asked for; of nodes that do so at once one wins,
 * and all use its key. What other nodes change is known here after {@link KeyCacheSettings#age} at
 * the latest, and at once after {@link #forget}.
 *
 * <p>All calls return at once. Their stages complete on threads of their own, unless the key is in
 * memory, and fail with {@link KeyFailure} alone. Thread-safe.
 */
public final class TenantKeys implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TenantKeys.class);
  private static final int THREADS = 4;
  private static final int REWRAPPED_AT_ONCE = 100;

  private final KeyTable table;
  private final KeyEncryption encryption;
  private final KeyCache cache;
  private final SecureRandom random = new SecureRandom();
  private final ExecutorService fetching;
  private final ScheduledExecutorService sweeping;
  private final ScheduledFuture<?> sweep;

  private TenantKeys(KeyTable table, KeyEncryption encryption, KeyCacheSettings settings) {
    this.table = table;
    this.encryption = encryption;
    this.cache = new KeyCache(settings, this::fetch);
    this.fetching =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("troupe-keys-", 0).factory());
    this.sweeping =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("troupe-keys-sweep").factory());
    long half = Math.max(1, settings.age().toMillis() / 2);
    this.sweep = sweeping.scheduleWithFixedDelay(cache::sweep, half, half, TimeUnit.MILLISECONDS);
  }

  /** The keys in this table, wrapped by this. */
  public static TenantKeys open(
      KeyTable table, KeyEncryption encryption, KeyCacheSettings settings) {
    return new TenantKeys(table, encryption, settings);
  }

  /** The key that the tenant's payloads are sealed with now; made if it has none. */
  public CompletionStage<DataKey> newest(String tenant) {
    return cache.get(new Name(tenant, KeyCache.NEWEST));
  }

  /** The tenant's key of this number. */
  public CompletionStage<DataKey> find(String tenant, int number) {
    return number < 1
        ? CompletableFuture.failedStage(unknown(tenant, number))
        : cache.get(new Name(tenant, number));
  }

  private static KeyFailure unknown(String tenant, int number) {
    return new KeyFailure.NotAuthentic(
        "tenant '%s': never had a key '%d'".formatted(tenant, number));
  }

  private CompletableFuture<Loaded> fetch(Question question) {
    return run(() -> {
      Name name = question.name();
      StoredKey stored =
          name.number() == KeyCache.NEWEST
              ? table.newest(name.tenant()).orElseGet(() -> add(name.tenant(), 1))
              : table
                  .find(name.tenant(), name.number())
                  .orElseThrow(() -> unknown(name.tenant(), name.number()));
      // A key that is known need not be unwrapped again, which may cost a call over the network.
      return question
          .known()
          .filter(known -> isSame(known.stored(), stored))
          .map(known -> new Loaded(known.key(), stored))
          .orElseGet(() -> new Loaded(unwrapped(stored), stored));
    });
  }

  private static boolean isSame(StoredKey known, StoredKey stored) {
    return known.number() == stored.number()
        && stored.wrapped().isPresent()
        && known.isWrappedAs(stored);
  }

  private DataKey unwrapped(StoredKey stored) {
    byte[] bytes = plain(stored);
    try {
      return DataKey.of(stored.tenant(), stored.number(), bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private byte[] plain(StoredKey stored) {
    byte[] wrapped = stored.wrapped().orElseThrow(() -> destroyed(stored));
    return encryption.unwrap(stored.kek(), wrapped, boundTo(stored.tenant(), stored.number()));
  }

  private static KeyFailure destroyed(StoredKey stored) {
    return new KeyFailure.Destroyed(
        "tenant '%s': its keys were destroyed at %s, and what they sealed is gone for good"
            .formatted(
                stored.tenant(), stored.destroyed().map(Object::toString).orElse("some time")));
  }

  /** A wrapped key that is moved to another tenant's row does not unwrap there. */
  private static byte[] boundTo(String tenant, int number) {
    byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + name.length).putInt(number).put(name).array();
  }

  private StoredKey add(String tenant, int number) {
    byte[] bytes = new byte[RawKey.BYTES];
    random.nextBytes(bytes);
    try {
      String kek = encryption.current();
      byte[] wrapped = encryption.wrap(kek, bytes, boundTo(tenant, number));
      return table.add(new StoredKey(tenant, number, kek, Optional.of(wrapped), Optional.empty()));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Gives the tenant a new key, with which all that is written from now on is sealed; what its old
   * keys sealed stays readable. Other nodes go on with the old one for a while, which does no harm.
   *
   * @return the number of the new key
   */
  public CompletionStage<Integer> rotate(String tenant) {
    return run(() -> {
      StoredKey added = add(tenant, newestNumber(tenant) + 1);
      cache.forget(tenant);
      return added.number();
    });
  }

  /**
   * Sees to it that the tenant has had this many keys, of which the last is the one that seals, and
   * that this node knows. Called again, or on several nodes at once, it comes to the same.
   *
   * @return the number of the newest, which may be higher
   */
  public CompletionStage<Integer> atLeast(String tenant, int number) {
    return run(() -> {
      int newest = newestNumber(tenant);
      while (newest < number) {
        newest = requireThere(add(tenant, newest + 1)).number();
      }
      cache.forget(tenant);
      return newest;
    });
  }

  /** 0 if it has none yet. */
  private int newestNumber(String tenant) {
    return table.newest(tenant).map(stored -> requireThere(stored).number()).orElse(0);
  }

  private static StoredKey requireThere(StoredKey stored) {
    if (stored.wrapped().isEmpty()) {
      throw destroyed(stored);
    }
    return stored;
  }

  /**
   * Wraps every key anew that is not wrapped by the current key-encryption key.
   *
   * @return how many there were
   */
  public CompletionStage<Integer> rewrap() {
    return run(() -> {
      String kek = encryption.current();
      int all = 0;
      List<StoredKey> some;
      do {
        some = table.notWrappedBy(kek, REWRAPPED_AT_ONCE);
        for (StoredKey old : some) {
          all += rewrap(old, kek) ? 1 : 0;
        }
      } while (!some.isEmpty());
      return all;
    });
  }

  private boolean rewrap(StoredKey old, String kek) {
    byte[] bytes = plain(old);
    try {
      byte[] wrapped = encryption.wrap(kek, bytes, boundTo(old.tenant(), old.number()));
      return table.replace(
          old,
          new StoredKey(old.tenant(), old.number(), kek, Optional.of(wrapped), Optional.empty()));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Destroys all keys of the tenant, for good: what they sealed can't be read any more, here at
   * once and on other nodes after {@link KeyCacheSettings#age} or their {@link #forget}. The tenant
   * never gets another key.
   *
   * @return how many there were
   */
  public CompletionStage<Integer> destroy(String tenant) {
    return run(() -> {
      int destroyed = table.destroy(tenant);
      cache.forget(tenant);
      LOG.info("tenant '{}': {} keys were destroyed", tenant, destroyed);
      return destroyed;
    });
  }

  /** Drops what is in this node's memory of a tenant's keys. */
  public void forget(String tenant) {
    cache.forget(tenant);
  }

  /** How many keys are in memory, or on their way to it. */
  public int cached() {
    return cache.size();
  }

  private <T> CompletableFuture<T> run(Supplier<T> call) {
    try {
      return CompletableFuture.supplyAsync(call, fetching)
          .exceptionallyCompose(failure -> {
            Throwable cause = StageFailure.cause(failure);
            return CompletableFuture.failedFuture(
                cause instanceof KeyFailure known
                    ? known
                    : new KeyFailure.Unavailable("keys: " + cause, cause));
          });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new KeyFailure.Unavailable("keys: the node is stopping", e));
    }
  }

  @Override
  public void close() {
    sweep.cancel(false);
    sweeping.shutdown();
    fetching.shutdown();
  }
}
