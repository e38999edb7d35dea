package dev.troupe.persistence.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The entities of this node that could not be recovered, and until when they are left alone.
 *
 * <p>Without it every command to such an entity would read its whole history again, only to fail.
 * Thread-safe. Holds at most {@value #MOST} entities; beyond that the others are simply tried
 * again.
 */
public final class Quarantine {
  static final int MOST = 10_000;
  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

  private final Map<String, Sentence> byPersistenceId = new ConcurrentHashMap<>();

  /**
   * Why an entity is left alone, and until when.
   *
   * @param why a sentence
   * @param untilNanos by {@link System#nanoTime}
   */
  public record Sentence(String why, long untilNanos) {

    /** How long it lasts from now; zero if it is over. */
    Duration left() {
      return Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime()));
    }

    /** How long a caller should wait, at least one second. */
    Duration retryAfter() {
      Duration left = left();
      return left.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : left;
    }

    boolean isOver() {
      return untilNanos - System.nanoTime() <= 0;
    }
  }

  /** The sentence of this entity, if it is quarantined now. */
  public Optional<Sentence> find(String persistenceId) {
    Sentence sentence = byPersistenceId.get(persistenceId);
    if (sentence != null && sentence.isOver()) {
      byPersistenceId.remove(persistenceId, sentence);
      return Optional.empty();
    }
    return Optional.ofNullable(sentence);
  }

  void add(String persistenceId, String why, Duration term) {
    if (byPersistenceId.size() >= MOST) {
      byPersistenceId.values().removeIf(Sentence::isOver);
    }
    if (byPersistenceId.size() < MOST || byPersistenceId.containsKey(persistenceId)) {
      byPersistenceId.put(persistenceId, new Sentence(why, System.nanoTime() + term.toNanos()));
    }
  }
}
