package dev.troupe.cluster.internal;

import dev.troupe.model.Done;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditWindow;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the audit on a thread of its own: what was done at once, what comes in great numbers as an
 * {@link AuditWindow} says, in which no refusal takes the place of a use. What the database does
 * not take is kept, up to a number, and tried again.
 */
public final class AuditWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
  private static final int MOST_COUNTED = 8_192;
  private static final int MOST_DONE = 1_024;
  private static final int MOST_KEPT = 10_000;
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Counted refusals = new Counted(AuditWindow.ofRefusals());
  private final Counted uses = new Counted(AuditWindow.ofUses());
  private final BlockingQueue<Waiting> done = new ArrayBlockingQueue<>(MOST_DONE);
  private final LongAdder dropped = new LongAdder();
  private final LongAdder everDropped = new LongAdder();
  private final Duration windowTime;
  private final InstantSource clock;
  private final Deque<AuditEntry> kept = new ArrayDeque<>();
  private final Thread thread;
  private volatile @Nullable Rows rows;
  private volatile Runnable atTheEnd = () -> {};
  private volatile boolean isWoken;
  private volatile boolean isStopped;
  private long windowEnd;
  private long nextTry = System.nanoTime();
  private boolean hasFailed;

  /** Where the entries go. */
  @FunctionalInterface
  public interface Rows {
    /** Adds all of these, in this order, or none. */
    void add(List<AuditEntry> entries) throws SQLException;
  }

  private record Counted(BlockingQueue<AuditEntry> waiting, AuditWindow window) {
    Counted(AuditWindow window) {
      this(new ArrayBlockingQueue<>(MOST_COUNTED), window);
    }

    void takeInto(List<AuditEntry> fresh) {
      List<AuditEntry> taken = new ArrayList<>();
      waiting.drainTo(taken);
      taken.forEach(each -> window.add(each).ifPresent(fresh::add));
    }
  }

  private record Waiting(AuditEntry entry, CompletableFuture<Done> written) {}

  /** A writer that so far only logs, and counts what is alike for this long. */
  public AuditWriter(Duration windowTime, InstantSource clock) {
    this.windowTime = windowTime;
    this.clock = clock;
    this.windowEnd = System.nanoTime() + windowTime.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("troupe-audit").unstarted(this);
  }

  /** Begins; to be called once. */
  public AuditWriter start() {
    thread.start();
    return this;
  }

  /** From now on entries go here as well as to the log. */
  public void writeTo(Rows where) {
    rows = where;
  }

  /** Runs this once all is written and the thread ends. */
  public void atTheEnd(Runnable close) {
    atTheEnd = close;
  }

  /** Writes what there is, and ends; returns at once. */
  public void stop() {
    isStopped = true;
    LockSupport.unpark(thread);
  }

  /** Waits for the end after {@link #stop}. */
  public void awaitEnd(Duration patience) throws InterruptedException {
    thread.join(patience);
  }

  /** Takes what comes in great numbers, or counts it as dropped; returns at once. */
  public void counted(AuditEntry entry) {
    Counted kind = entry.outcome() == AuditEntry.Outcome.REFUSED ? refusals : uses;
    if (kind.waiting().offer(entry)) {
      wake();
    } else {
      drop();
    }
  }

  private void drop() {
    dropped.increment();
    everDropped.increment();
  }

  /** How many entries were dropped since the start. */
  public long dropped() {
    return everDropped.sum();
  }

  /** Takes what was done; complete once it is committed, or {@link Unavailable}. */
  public CompletionStage<Done> done(AuditEntry entry) {
    Waiting waiting = new Waiting(entry, new CompletableFuture<>());
    if (isStopped || !done.offer(waiting)) {
      return CompletableFuture.failedStage(
          new Unavailable("the audit can't take '%s' now".formatted(entry.action())));
    }
    wake();
    return waiting.written();
  }

  private void wake() {
    if (!isWoken) {
      isWoken = true;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    while (!isStopped) {
      isWoken = false;
      work(false);
      if (!isWoken && !isStopped) {
        LockSupport.parkNanos(this, LOOK.toNanos());
      }
    }
    work(true);
    atTheEnd.run();
  }

  private void work(boolean isLast) {
    List<Waiting> waiting = new ArrayList<>();
    try {
      List<AuditEntry> fresh = new ArrayList<>();
      done.drainTo(waiting);
      waiting.forEach(each -> fresh.add(each.entry()));
      takeCounted(fresh, isLast);
      fresh.forEach(AuditLog::log);
      write(fresh, waiting, isLast);
    } catch (RuntimeException e) {
      LOG.error("audit: failed", e);
      fail(waiting, e);
    }
  }

  private void takeCounted(List<AuditEntry> fresh, boolean isLast) {
    refusals.takeInto(fresh);
    uses.takeInto(fresh);
    long now = System.nanoTime();
    if (isLast || now - windowEnd >= 0) {
      windowEnd = now + windowTime.toNanos();
      fresh.addAll(refusals.window().end(clock.instant()));
      fresh.addAll(uses.window().end(clock.instant()));
      long lost = dropped.sumThenReset();
      if (lost > 0) {
        LOG.warn("audit: {} entries were dropped, for more came than could be taken", lost);
        fresh.add(lost(clock.instant(), lost));
      }
    }
  }

  private static AuditEntry lost(Instant at, long count) {
    return AuditEntry.refused(
        at, "", "", "dropped", "", "%d entries were not written".formatted(count));
  }

  private void write(List<AuditEntry> fresh, List<Waiting> waiting, boolean isLast) {
    Rows where = rows;
    if (where == null) {
      fail(waiting, new IllegalStateException("this node keeps none"));
      return;
    }
    for (AuditEntry each : fresh) {
      if (kept.size() < MOST_KEPT) {
        kept.add(each);
      } else {
        drop();
      }
    }
    // Whoever waits is told at once whether it works now; the others can wait for a while.
    boolean isTime = isLast || !waiting.isEmpty() || System.nanoTime() - nextTry >= 0;
    if (kept.isEmpty() || !isTime) {
      return;
    }
    try {
      where.add(List.copyOf(kept));
      kept.clear();
      waiting.forEach(each -> each.written().complete(Done.DONE));
      if (hasFailed) {
        LOG.info("audit: written again");
        hasFailed = false;
      }
    } catch (SQLException | RuntimeException e) {
      nextTry = System.nanoTime() + RETRY.toNanos();
      if (!hasFailed) {
        LOG.warn("audit: can't be written for now, and is kept: {}", e.getMessage(), e);
        hasFailed = true;
      }
      fail(waiting, e);
    }
  }

  private static void fail(List<Waiting> waiting, Throwable cause) {
    for (Waiting each : waiting) {
      each.written()
          .completeExceptionally(
              new Unavailable("the audit could not be written: " + cause.getMessage()));
    }
  }
}
