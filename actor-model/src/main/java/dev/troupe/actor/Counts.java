package dev.troupe.actor;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by name, never less than before. Thread-safe. */
final class Counts {
  private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();

  /** Counts one; true if it is the first of this name. */
  boolean add(String name) {
    LongAdder one = new LongAdder();
    one.increment();
    LongAdder known = byName.putIfAbsent(name, one);
    if (known != null) {
      known.increment();
    }
    return known == null;
  }

  long total() {
    return byName.values().stream().mapToLong(LongAdder::sum).sum();
  }

  Map<String, Long> byName() {
    return byName.entrySet().stream()
        .collect(toUnmodifiableMap(Map.Entry::getKey, each -> each.getValue().sum()));
  }
}
