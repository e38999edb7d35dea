package dev.troupe.metrics.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Meters by a word that code writes, so few of them by their own and the rest as one: what was
 * meant to be a code may turn out to be a sentence. Thread-safe; finding one that is there takes no
 * lock.
 *
 * @param most how many words have a meter of their own
 * @param make makes the meter of a word
 */
record Bounded<M>(int most, Map<String, M> meters, Function<String, M> make) {
  /** The word for all words beyond those. */
  static final String OTHER = "other";

  /** None yet. */
  static <M> Bounded<M> of(int most, Function<String, M> make) {
    return new Bounded<>(most, new ConcurrentHashMap<>(), make);
  }

  M of(String word) {
    M meter = meters.get(word);
    if (meter != null) {
      return meter;
    }
    return meters.computeIfAbsent(meters.size() < most ? word : OTHER, make);
  }
}
