package dev.troupe.tenants.keys;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The table of keys as the database has it, without one. */
final class TableInMemory implements KeyTable {
  private final Map<String, StoredKey> keys = new ConcurrentSkipListMap<>();
  private volatile boolean isAway;
  private int asked;

  void away(boolean away) {
    isAway = away;
  }

  /** How often anything was asked. */
  synchronized int asked() {
    return asked;
  }

  private Stream<StoredKey> of(String tenant) {
    asked++;
    if (isAway) {
      throw new KeyFailure.Unavailable("the table is away");
    }
    return keys.values().stream().filter(key -> key.tenant().equals(tenant));
  }

  @Override
  public synchronized Optional<StoredKey> newest(String tenant) {
    return of(tenant).max(Comparator.comparingInt(StoredKey::number));
  }

  @Override
  public synchronized Optional<StoredKey> find(String tenant, int number) {
    return of(tenant).filter(key -> key.number() == number).findFirst();
  }

  @Override
  public synchronized StoredKey add(StoredKey key) {
    if (of(key.tenant()).allMatch(each -> each.destroyed().isEmpty())) {
      keys.putIfAbsent(key.toString(), key);
    }
    return newest(key.tenant()).orElseThrow();
  }

  @Override
  public synchronized int destroy(String tenant) {
    List<StoredKey> all = of(tenant).toList();
    for (StoredKey key : all) {
      keys.put(
          key.toString(),
          new StoredKey(
              tenant, key.number(), key.kek(), Optional.empty(), Optional.of(Instant.EPOCH)));
    }
    return all.size();
  }

  @Override
  public synchronized List<StoredKey> notWrappedBy(String kek, int most) {
    return keys.values().stream()
        .filter(key -> key.wrapped().isPresent() && !key.kek().equals(kek))
        .limit(most)
        .toList();
  }

  @Override
  public synchronized boolean replace(StoredKey old, StoredKey rewrapped) {
    return keys.replace(old.toString(), old, rewrapped);
  }

  /** Puts this key's bytes under another tenant's name. */
  synchronized void move(String from, String to) {
    StoredKey key = newest(from).orElseThrow();
    StoredKey moved = new StoredKey(to, 1, key.kek(), key.wrapped(), key.destroyed());
    keys.put(moved.toString(), moved);
  }
}
