package dev.troupe.persistence.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * The entities of this node that could not be recovered, and until when they are left alone.
 *
 * <p>Without it every command to such an entity would read its whole history again, only to fail.
 * Thread-safe. Holds at most {@value #MOST} entities; beyond that the others are simply tried
 * again.
 */
public final class Quarantine implements Extension {
  static final int MOST = 10_000;
  private static final Id ID = new Id();

  private final Map<String, Sentence> byPersistenceId = new ConcurrentHashMap<>();

  /**
   * Why an entity is left alone, and until when.
   *
   * @param why a sentence
   * @param untilNanos by {@link System#nanoTime}
   */
  public record Sentence(String why, long untilNanos) {

    /** How long it lasts from now, at least one second, which is how a caller should wait. */
    Duration left() {
      Duration left = Duration.ofNanos(untilNanos - System.nanoTime());
      return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    }

    boolean isOver() {
      return untilNanos - System.nanoTime() <= 0;
    }
  }

  /** The quarantine of this actor system. */
  public static Quarantine on(ActorSystem<?> system) {
    return system.registerExtension(ID);
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
    if (byPersistenceId.size() < MOST) {
      byPersistenceId.put(persistenceId, new Sentence(why, System.nanoTime() + term.toNanos()));
    }
  }

  private static final class Id extends ExtensionId<Quarantine> {
    @Override
    public Quarantine createExtension(ActorSystem<?> system) {
      return new Quarantine();
    }
  }
}
