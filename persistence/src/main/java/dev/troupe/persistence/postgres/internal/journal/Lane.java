package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.Throttled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;

/** Work of one tenant in a {@link FairQueue}, whose lock guards it. */
final class Lane<T extends FairQueue.Work> {
  private static final Duration SOON = Duration.ofMillis(250);

  final String tenant;
  final ArrayDeque<T> ready = new ArrayDeque<>();

  /** Of all that waits, also behind a batch. */
  long rows;

  long bytes;

  /** What it may still take in this turn, or, at the end of the line, in the next. */
  long deficit;

  /** What it gets per round. */
  long share;

  boolean isInTurn;

  Lane(String tenant) {
    this.tenant = tenant;
  }

  /** Refuses more work than may wait; a single piece that is larger by itself would never fit. */
  void requireRoom(T work, FairQueue.Limit mostRows, FairQueue.Limit mostBytes) {
    if (rows == 0) {
      return;
    }
    FairQueue.Limit full =
        rows + work.rows() > mostRows.most()
            ? mostRows
            : bytes + work.bytes() > mostBytes.most() ? mostBytes : null;
    if (full != null) {
      String subject = tenant.isEmpty() ? "what has no tenant" : "tenant " + tenant;
      throw new Throttled(subject, full.setting(), full.most(), SOON);
    }
  }

  /** Nobody can be served in this round; goes on to the first in which somebody can. */
  static <T extends FairQueue.Work> void skipRounds(Collection<Lane<T>> turns) {
    long rounds = Long.MAX_VALUE;
    for (Lane<T> lane : turns) {
      long lacking = lane.ready.getFirst().bytes() - lane.deficit;
      rounds = Math.min(rounds, Math.max(0, Math.ceilDiv(lacking, lane.share)));
    }
    for (Lane<T> lane : turns) {
      lane.deficit += rounds * lane.share;
    }
  }
}
