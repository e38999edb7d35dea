package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.WriteRefused;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Incarnations of entities that write no more: they were found to write beside another one, or a
 * write of theirs failed with nobody knowing how it ended.
 *
 * <p>What such a one writes next may not clash, and would yet be decided on something else than
 * what happened. Pekko's typed entities have one write under way and stop at a refusal; its classic
 * actors may have several, and go on. Remembers the latest of them. Thread-safe.
 */
final class Fences {
  private static final int MOST = 10_000;

  private enum Why {
    ANOTHER_WRITER,
    FAILURE
  }

  private final Map<String, Why> shut =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Why> eldest) {
          return size() > MOST;
        }
      };

  private volatile boolean isAnyShut;

  /** Another one writes beside this incarnation. */
  void shut(String writer) {
    shut(writer, Why.ANOTHER_WRITER);
  }

  /** A write of this incarnation failed. */
  void shutAfterFailure(String writer) {
    shut(writer, Why.FAILURE);
  }

  private void shut(String writer, Why why) {
    synchronized (shut) {
      shut.put(writer, why);
      isAnyShut = true;
    }
  }

  boolean isShut(String writer) {
    return why(writer) != null;
  }

  /** Why this may not be written, or null if it may. */
  @Nullable WriteRefused refusal(Write write) {
    Why why = why(write.writer());
    if (why == null) {
      return null;
    }
    return switch (why) {
      case ANOTHER_WRITER ->
          new WriteRefused.AnotherWriter(write.persistenceId(), write.sequenceNumber());
      case FAILURE -> new WriteRefused.AfterFailure(write.persistenceId(), write.sequenceNumber());
    };
  }

  private @Nullable Why why(String writer) {
    if (!isAnyShut) {
      return null;
    }
    synchronized (shut) {
      return shut.get(writer);
    }
  }
}
