package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.JournalSettings;
import dev.troupe.persistence.internal.CrashPoint;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what waits to be written and commits it, a batch after the other, until the queue is closed
 * and empty.
 */
final class JournalWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  private final FairQueue<Write> queue;
  private final JournalSettings settings;
  private final Transaction transaction;
  private final Commits commits;

  /** Hears of each commit, and must return at once. */
  @FunctionalInterface
  interface Commits {
    /** Some writes were committed, and perhaps some messages came or went with them. */
    void committed(boolean withMessages);

    /** So many rows were given to the database, which took this long; whether it answered. */
    default void written(int rows, long nanos, boolean isDone) {}
  }

  JournalWriter(
      FairQueue<Write> queue, JournalSettings settings, Transaction transaction, Commits commits) {
    this.queue = queue;
    this.settings = settings;
    this.transaction = transaction;
    this.commits = commits;
  }

  @Override
  public void run() {
    try {
      while (true) {
        List<Write> batch = queue.take(settings.batchRows(), settings.batchBytes());
        if (batch.isEmpty()) {
          return;
        }
        CrashPoint.BATCH_TAKEN.reached();
        write(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever it is, the next batch can do without it.
  private void write(List<Write> batch) {
    Throwable unknown = null;
    long start = System.nanoTime();
    try {
      Splitting.apply(batch, transaction::commit, Write::refuse);
    } catch (SQLException e) {
      LOG.warn("{} writes failed: {}", batch.size(), e.getMessage());
      unknown = e;
    } catch (Throwable e) {
      LOG.error("{} writes failed", batch.size(), e);
      unknown = e;
    } finally {
      commits.written(rows(batch), System.nanoTime() - start, unknown == null);
      if (unknown != null) {
        // Before what waits behind them is let go, since it was decided as if they were stored.
        transaction.abandon(batch);
      }
      transaction.giveBack(batch);
      // First, so that what the answers lead to is not put aside.
      queue.done(batch);
      for (Write write : batch) {
        write.answer(unknown);
      }
      tell(batch);
    }
  }

  private static int rows(List<Write> batch) {
    int rows = 0;
    for (Write write : batch) {
      rows += write.newRows().size();
    }
    return rows;
  }

  private void tell(List<Write> batch) {
    boolean anyDone = false;
    boolean anyMessage = false;
    for (Write write : batch) {
      anyDone |= write.isDone();
      anyMessage |= write.isDone() && write.changesOutbox();
    }
    if (anyDone) {
      commits.committed(anyMessage);
    }
  }
}
