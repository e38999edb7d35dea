package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.Throttled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Work of many tenants that waits for a few threads, a queue for each tenant, shared out by deficit
 * round robin in bytes (M. Shreedhar and G. Varghese, "Efficient Fair Queuing Using Deficit
 * Round-Robin", IEEE/ACM Transactions on Networking 4(3), 1996).
 *
 * <p>Each tenant with work gets {@link #QUANTUM} bytes times its weight per round, so before work
 * at the head of a tenant's queue is taken, every other tenant is served at most its share per
 * round, and rounds are as many as its own bytes need. A tenant without work costs nothing.
 *
 * <p>Work of one stream (the writes of one persistence id) keeps its order, and is never in two
 * batches at once: what comes after it waits until {@link #done}. Thread-safe.
 *
 * @param <T> the work
 */
public final class FairQueue<T extends FairQueue.Work> implements AutoCloseable {
  /** What a tenant of weight 1 may take in one round, in bytes; a few dozen small rows. */
  static final long QUANTUM = 16_384;

  private static final Duration SOON = Duration.ofMillis(250);

  private final Limit rows;
  private final Limit bytes;
  private final ToIntFunction<String> weights;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition workCame = lock.newCondition();
  private final Map<String, Lane<T>> lanes = new HashMap<>();

  /** The lanes with work that may be taken, in the order of their turns. */
  private final ArrayDeque<Lane<T>> turns = new ArrayDeque<>();

  /** The streams that are in a batch. */
  private final Map<String, Held<T>> held = new HashMap<>();

  private boolean closed;

  /** What can wait in a {@link FairQueue}. All but its identity must stay as it is. */
  public interface Work {

    /** Whose it is; may be empty. */
    String tenant();

    /** What it must keep its order with, such as a persistence id; null if nothing. */
    @Nullable String stream();

    /** How many rows it is, from 1. */
    int rows();

    /** What it costs, from 1. */
    long bytes();
  }

  /**
   * How much of one tenant's may wait.
   *
   * @param setting the name under which a refusal shows it
   * @param most from 1
   */
  public record Limit(String setting, long most) {}

  /** Work of one tenant. */
  private static final class Lane<T> {
    private final String tenant;
    private final ArrayDeque<T> ready = new ArrayDeque<>();
    private long rows;
    private long bytes;

    /** What it may still take in this turn, or, at the end of the line, in the next. */
    private long deficit;

    /** What it gets per round. */
    private long share;

    private boolean isInTurn;

    private Lane(String tenant) {
      this.tenant = tenant;
    }
  }

  /** A stream in a batch, and what waits for the end of that batch. */
  private static final class Held<T> {
    private final List<T> batch;
    private @Nullable ArrayDeque<T> behind;

    private Held(List<T> batch) {
      this.batch = batch;
    }
  }

  /**
   * An empty queue.
   *
   * @param rows the most rows of a tenant that may wait
   * @param bytes the most bytes of a tenant that may wait; a single piece may be larger
   * @param weights how much of a round a tenant gets, from 1; asked when its first work arrives
   */
  public FairQueue(Limit rows, Limit bytes, ToIntFunction<String> weights) {
    this.rows = rows;
    this.bytes = bytes;
    this.weights = weights;
  }

  /**
   * Adds work at the end of its tenant's queue. Never waits.
   *
   * @throws Throttled if as much of the tenant's waits as may
   * @throws RejectedExecutionException if the queue is closed
   */
  public void offer(T work) {
    lock.lock();
    try {
      if (closed) {
        throw new RejectedExecutionException("the node is shutting down; send it again");
      }
      Lane<T> lane = lanes.computeIfAbsent(work.tenant(), Lane::new);
      requireRoom(lane, work);
      lane.rows += work.rows();
      lane.bytes += work.bytes();
      lane.ready.addLast(work);
      giveTurn(lane);
      workCame.signal();
    } finally {
      lock.unlock();
    }
  }

  private void requireRoom(Lane<T> lane, T work) {
    if (lane.rows == 0) {
      return; // Larger than the limit by itself: it would never fit.
    }
    Limit full =
        lane.rows + work.rows() > rows.most()
            ? rows
            : lane.bytes + work.bytes() > bytes.most() ? bytes : null;
    if (full != null) {
      String subject = lane.tenant.isEmpty() ? "what has no tenant" : "tenant " + lane.tenant;
      throw new Throttled(subject, full.setting(), full.most(), SOON);
    }
  }

  private void giveTurn(Lane<T> lane) {
    if (!lane.isInTurn && !lane.ready.isEmpty()) {
      lane.isInTurn = true;
      lane.share = QUANTUM * Math.max(1, weights.applyAsInt(lane.tenant));
      lane.deficit = lane.share;
      turns.addLast(lane);
    }
  }

  /**
   * Waits for work and takes a fair batch of it; the caller owes {@link #done}. One piece may be
   * larger than either limit.
   *
   * @return empty if the queue is closed and nothing is left
   */
  public List<T> take(int maxRows, long maxBytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (!turns.isEmpty()) {
          List<T> batch = fill(maxRows, maxBytes);
          if (!batch.isEmpty()) {
            passOn();
            return batch;
          }
        } else if (closed && lanes.isEmpty()) {
          return List.of();
        } else {
          workCame.await();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private List<T> fill(int maxRows, long maxBytes) {
    List<T> batch = new ArrayList<>();
    long rowsLeft = maxRows;
    long bytesLeft = maxBytes;
    int unserved = 0;
    while (!turns.isEmpty()) {
      Lane<T> lane = turns.getFirst();
      T work = lane.ready.peekFirst();
      if (work == null) {
        retire(lane);
      } else if (waitsForItsStream(work, batch)) {
        lane.ready.removeFirst();
      } else if (!batch.isEmpty() && (work.rows() > rowsLeft || work.bytes() > bytesLeft)) {
        return batch;
      } else if (work.bytes() > lane.deficit) {
        turns.addLast(turns.removeFirst());
        lane.deficit += lane.share;
        unserved++;
        if (unserved > turns.size()) {
          skipRounds();
          unserved = 0;
        }
      } else {
        lane.ready.removeFirst();
        take(work, lane, batch);
        rowsLeft -= work.rows();
        bytesLeft -= work.bytes();
        unserved = 0;
      }
    }
    return batch;
  }

  private void take(T work, Lane<T> lane, List<T> batch) {
    lane.rows -= work.rows();
    lane.bytes -= work.bytes();
    lane.deficit -= work.bytes();
    batch.add(work);
    String stream = work.stream();
    if (stream != null) {
      held.computeIfAbsent(stream, s -> new Held<>(batch));
    }
    if (lane.ready.isEmpty()) {
      retire(lane);
    }
  }

  /** Puts work aside whose stream is in another batch. */
  @SuppressWarnings("ReferenceEquality") // Which batch it is, not what is in it.
  private boolean waitsForItsStream(T work, List<T> batch) {
    String stream = work.stream();
    Held<T> holder = stream == null ? null : held.get(stream);
    if (holder == null || holder.batch == batch) {
      return false;
    }
    if (holder.behind == null) {
      holder.behind = new ArrayDeque<>();
    }
    holder.behind.addLast(work);
    return true;
  }

  /** Nobody can be served in this round; goes on to the first in which somebody can. */
  private void skipRounds() {
    long rounds = Long.MAX_VALUE;
    for (Lane<T> lane : turns) {
      long lacking = lane.ready.getFirst().bytes() - lane.deficit;
      rounds = Math.min(rounds, Math.max(0, Math.ceilDiv(lacking, lane.share)));
    }
    for (Lane<T> lane : turns) {
      lane.deficit += rounds * lane.share;
    }
  }

  /** Takes the lane out of the round, and forgets it unless work of it waits for a batch. */
  private void retire(Lane<T> lane) {
    turns.remove(lane);
    lane.isInTurn = false;
    if (lane.rows == 0) {
      lanes.remove(lane.tenant);
    }
  }

  /** Another thread may go on with what was left. */
  private void passOn() {
    if (!turns.isEmpty()) {
      workCame.signal();
    } else if (closed && lanes.isEmpty()) {
      workCame.signalAll();
    }
  }

  /** A batch that was taken is done, or given up: what waited for its streams may be taken. */
  public void done(List<T> batch) {
    lock.lock();
    try {
      for (T work : batch) {
        release(work, batch);
      }
      passOn();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // Which batch it is, not what is in it.
  private void release(T work, List<T> batch) {
    String stream = work.stream();
    Held<T> holder = stream == null ? null : held.get(stream);
    if (holder == null || holder.batch != batch) {
      return;
    }
    held.remove(work.stream());
    ArrayDeque<T> behind = holder.behind;
    if (behind != null) {
      Lane<T> lane = lanes.get(work.tenant());
      if (lane == null) {
        throw new IllegalStateException("work waits in no lane of tenant " + work.tenant());
      }
      // It came before all else of its stream that waits in the lane.
      behind.descendingIterator().forEachRemaining(lane.ready::addFirst);
      giveTurn(lane);
    }
  }

  /** Refuses new work from now on; what waits is still taken. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      workCame.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many rows of this tenant wait. */
  public long waiting(String tenant) {
    lock.lock();
    try {
      Lane<T> lane = lanes.get(tenant);
      return lane == null ? 0 : lane.rows;
    } finally {
      lock.unlock();
    }
  }

  /** How many tenants have work that waits. */
  int tenants() {
    lock.lock();
    try {
      return lanes.size();
    } finally {
      lock.unlock();
    }
  }
}
