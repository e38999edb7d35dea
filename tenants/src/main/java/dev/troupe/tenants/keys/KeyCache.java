package dev.troupe.tenants.keys;

import dev.troupe.model.internal.StageFailure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were fetched, each for a bounded time, and not too many of them. Thread-safe.
 *
 * <p>One that gets old is looked at again while it is still used, so that nobody waits for that.
 * One that is too old is not used, whatever the reason why it could not be looked at.
 */
final class KeyCache {
  /** The number under which a tenant's newest key is kept. */
  static final int NEWEST = 0;

  private final Map<Name, Entry> entries = new ConcurrentHashMap<>();
  private final KeyCacheSettings settings;
  private final Function<Question, CompletionStage<Loaded>> load;

  /**
   * Which key.
   *
   * @param number from 1, or {@link #NEWEST}
   */
  record Name(String tenant, int number) {}

  /** A key, and what the table had of it. */
  record Loaded(DataKey key, StoredKey stored) {}

  /** Which key is to be fetched, and what is known of it. */
  record Question(Name name, Optional<Loaded> known) {}

  /** Fetches keys with this, which returns at once. */
  KeyCache(KeyCacheSettings settings, Function<Question, CompletionStage<Loaded>> load) {
    this.settings = settings;
    this.load = load;
  }

  private static final class Entry {
    final CompletableFuture<DataKey> key = new CompletableFuture<>();
    final long since = System.nanoTime();
    volatile long used = since;
    volatile @Nullable Loaded loaded;
    volatile long nextLook;

    Entry(long untilLook) {
      nextLook = since + untilLook;
    }

    long age() {
      return System.nanoTime() - since;
    }
  }

  /** The key, fetched if it is not there; complete at once if it is. */
  CompletableFuture<DataKey> get(Name name) {
    Entry entry = entries.get(name);
    if (entry == null || isOver(entry)) {
      return fetch(name, entry);
    }
    entry.used = System.nanoTime();
    if (entry.loaded != null && entry.used - entry.nextLook > 0) {
      // One look at a time, or two at once at worst.
      entry.nextLook = entry.used + settings.age().toNanos();
      lookAgain(name, entry);
    }
    return entry.key;
  }

  private Entry entry() {
    return new Entry(settings.age().toNanos() / 2);
  }

  private boolean isOver(Entry entry) {
    boolean isFailed = entry.key.isCompletedExceptionally();
    return entry.age() > (isFailed ? settings.retry() : settings.age()).toNanos();
  }

  private CompletableFuture<DataKey> fetch(Name name, @Nullable Entry over) {
    Entry fresh = entry();
    Entry there =
        over == null
            ? entries.putIfAbsent(name, fresh)
            : entries.replace(name, over, fresh) ? null : entries.get(name);
    if (there != null) {
      return there.key;
    }
    makeRoom();
    load(name, fresh, over == null ? Optional.empty() : Optional.ofNullable(over.loaded));
    return fresh.key;
  }

  private void load(Name name, Entry fresh, Optional<Loaded> known) {
    load.apply(new Question(name, known))
        .whenComplete((loaded, failure) -> {
          if (loaded != null) {
            fresh.loaded = loaded;
            fresh.key.complete(loaded.key());
          } else {
            fresh.key.completeExceptionally(
                failure == null ? new IllegalStateException("no key") : failure);
          }
        });
  }

  /** The old one stays in use until the new one is there, or it is too old. */
  private void lookAgain(Name name, Entry old) {
    Entry fresh = entry();
    load(name, fresh, Optional.ofNullable(old.loaded));
    CompletionStage<DataKey> looked = fresh.key;
    looked.whenComplete((key, failure) -> {
      boolean isGone =
          failure != null && !(StageFailure.cause(failure) instanceof KeyFailure.Unavailable);
      if (key != null || isGone) {
        entries.replace(name, old, fresh);
      } else {
        old.nextLook = System.nanoTime() + settings.retry().toNanos();
      }
    });
  }

  /** The least recently used go, some at a time since finding them looks at all. */
  private void makeRoom() {
    if (entries.size() <= settings.most()) {
      return;
    }
    sweep();
    int tooMany = entries.size() - settings.most() * 7 / 8;
    if (tooMany > 0) {
      List<Map.Entry<Name, Long>> byUse =
          entries.entrySet().stream()
              .map(each -> Map.entry(each.getKey(), each.getValue().used))
              .sorted(Comparator.comparing(Map.Entry::getValue))
              .limit(tooMany)
              .toList();
      byUse.forEach(each -> entries.remove(each.getKey()));
    }
  }

  /** Drops what is too old to be used. */
  void sweep() {
    entries.values().removeIf(this::isOver);
  }

  /** Drops all of a tenant. */
  void forget(String tenant) {
    entries.keySet().removeIf(name -> name.tenant().equals(tenant));
  }

  int size() {
    return entries.size();
  }
}
