package dev.troupe.actor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells from looks at threads which of them have stood in one handler for too long. Of one thread;
 * without a clock.
 */
final class StandingThreads {
  /** So many looks must see the same: between two of them the whole JVM may have stood still. */
  static final int LOOKS = 4;

  private final long thresholdNanos;
  private Map<Long, Stand> stands = Map.of();
  private long lastLook;

  StandingThreads(Duration threshold) {
    this.thresholdNanos = threshold.toNanos();
  }

  private record Stand(ThreadLook look, long sinceNanos, int looks, boolean isReported) {

    static Stand begins(ThreadLook look, long nowNanos, boolean isReported) {
      return new Stand(look, nowNanos, 1, isReported);
    }

    Stand again(ThreadLook newest) {
      return new Stand(newest, sinceNanos, looks + 1, isReported);
    }

    Stand reported() {
      return new Stand(look, sinceNanos, looks, true);
    }

    boolean isFor(long thresholdNanos, long nowNanos) {
      return looks > LOOKS && nowNanos - sinceNanos >= thresholdNanos;
    }
  }

  /** Those that now have stood for as long as the threshold; each once for as long as it stands. */
  List<ThreadLook> look(long nowNanos, List<ThreadLook> looks) {
    long elapsed = nowNanos - lastLook;
    lastLook = nowNanos;
    // Whoever looks so late has stood still itself, and can't say what the others did meanwhile.
    boolean isLate = elapsed > thresholdNanos;
    Map<Long, Stand> now = new HashMap<>();
    List<ThreadLook> found = new ArrayList<>();
    for (ThreadLook look : looks) {
      if (look.isAtWork()) {
        Stand before = stands.get(look.id());
        Stand stand;
        if (before == null || !look.standsSince(before.look(), elapsed)) {
          stand = Stand.begins(look, nowNanos, false);
        } else {
          stand = isLate ? Stand.begins(look, nowNanos, before.isReported()) : before.again(look);
        }
        boolean isFound = stand.isFor(thresholdNanos, nowNanos) && !stand.isReported();
        if (isFound) {
          found.add(look);
        }
        now.put(look.id(), isFound ? stand.reported() : stand);
      }
    }
    stands = now;
    return found;
  }
}
