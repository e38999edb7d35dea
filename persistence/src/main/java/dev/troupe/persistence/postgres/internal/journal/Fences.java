package dev.troupe.persistence.postgres.internal.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Incarnations of entities that were found to write beside another one, and so write no more.
 *
 * <p>What such a one writes next may not clash, and would yet be decided on less than what
 * happened. Pekko's typed entities stop at a refusal; its classic actors go on, and have their
 * writes refused until they do. Remembers the latest of them. Thread-safe.
 */
final class Fences {
  private static final int MOST = 10_000;

  private final Map<String, Boolean> shut =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  private volatile boolean isAnyShut;

  void shut(String writer) {
    synchronized (shut) {
      shut.put(writer, true);
      isAnyShut = true;
    }
  }

  boolean isShut(String writer) {
    if (!isAnyShut) {
      return false;
    }
    synchronized (shut) {
      return shut.containsKey(writer);
    }
  }
}
