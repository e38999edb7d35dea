package dev.troupe.k8s.tenants;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keys that are to be worked on, each once at a time, and when. What fails waits longer each time.
 * By a monotonic clock that its caller reads, in nanoseconds. Not thread-safe.
 */
final class RetryQueue<K> {
  private static final int MOST_DOUBLINGS = 30;

  private final long shortest;
  private final long longest;
  private final Map<K, Due<K>> due = new HashMap<>();

  /** Those of them that nobody works on, the one that is due first at the beginning. */
  private final NavigableSet<Due<K>> waiting = new TreeSet<>(Due.FIRST);

  private final Map<K, Integer> failures = new HashMap<>();
  private final Set<K> busy = new HashSet<>();
  private long added;

  /** When a key is to be worked on; of two that are due at once, the one added before is first. */
  private record Due<K>(K key, long at, long number) {
    /**
     * Such a clock may go past the largest number, so that only differences say what is earlier.
     */
    private static final Comparator<Due<?>> FIRST =
        (one, other) ->
            one.at() == other.at()
                ? Long.compare(one.number(), other.number())
                : Long.signum(one.at() - other.at());
  }

  /** One in which what failed waits so long at first, doubled each time, up to the longest. */
  RetryQueue(Duration shortest, Duration longest) {
    this.shortest = shortest.toNanos();
    this.longest = longest.toNanos();
  }

  /** Something is to be done for this key now; once more, if something is being done. */
  void add(K key, long now) {
    dueAt(key, now);
  }

  private void dueAt(K key, long at) {
    Due<K> before = due.get(key);
    if (before != null && before.at() - at <= 0) {
      return;
    }
    Due<K> next = new Due<>(key, at, added++);
    due.put(key, next);
    if (before != null) {
      waiting.remove(before);
    }
    if (!busy.contains(key)) {
      waiting.add(next);
    }
  }

  /** The key that has been due for longest and nobody works on, from now on the caller's. */
  Optional<K> take(long now) {
    if (waiting.isEmpty() || waiting.first().at() - now > 0) {
      return Optional.empty();
    }
    Due<K> first = waiting.removeFirst();
    due.remove(first.key());
    busy.add(first.key());
    return Optional.of(first.key());
  }

  /** A key that was taken is worked on no more, and nothing is left to do for it. */
  void done(K key) {
    failures.remove(key);
    free(key);
  }

  /** A key that was taken is to be tried again later; at once, if it was added meanwhile. */
  void failed(K key, long now) {
    int before = failures.merge(key, 1, Integer::sum) - 1;
    long pause = before > MOST_DOUBLINGS ? longest : Math.min(longest, shortest << before);
    dueAt(key, now + pause);
    free(key);
  }

  private void free(K key) {
    busy.remove(key);
    Due<K> next = due.get(key);
    if (next != null) {
      waiting.add(next);
    }
  }

  /** How many nanoseconds from now until one can be taken; empty if none is waiting. */
  OptionalLong untilNext(long now) {
    return waiting.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, waiting.first().at() - now));
  }
}
