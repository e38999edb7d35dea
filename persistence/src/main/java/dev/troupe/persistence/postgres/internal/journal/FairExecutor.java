package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.model.Throttled;
import java.sql.Connection;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that run the reads and the snapshots of all tenants, shared out by {@link
 * FairQueue}.
 *
 * <p>The queue says whose turn it is; of that tenant's jobs one that goes on with something begun
 * comes first. So ten thousand cold starts of one tenant end one after the other, instead of all
 * being half done, and hold back another tenant's by a job or two. Thread-safe.
 */
public final class FairExecutor implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final FairQueue.Limit NONE =
      new FairQueue.Limit(ReadSettings.PATH, Long.MAX_VALUE);

  private final ReadSettings settings;
  private final Fuse fuse;

  /** Bounded by {@link Backlog}: a job that goes on is never refused. */
  private final FairQueue<Turn> turns;

  private final Map<String, Backlog> backlogs = new HashMap<>();
  private volatile boolean isClosed;

  /** A tenant's right to have one job run. */
  private record Turn(String tenant, long bytes) implements FairQueue.Work {
    @Override
    public @Nullable String stream() {
      return null;
    }

    @Override
    public int rows() {
      return 1;
    }
  }

  /** The jobs of one tenant that wait. */
  private static final class Backlog {
    private final ArrayDeque<Task<?>> begun = new ArrayDeque<>();
    private final ArrayDeque<Task<?>> fresh = new ArrayDeque<>();
    private long held;
  }

  private record Task<T extends @Nullable Object>(
      Job<T> job, Connections connections, long sinceNanos, CompletableFuture<T> answer) {}

  /** Starts the threads. */
  public FairExecutor(ReadSettings settings, Fuse fuse, ToIntFunction<String> weights) {
    this.settings = settings;
    this.fuse = fuse;
    this.turns = new FairQueue<>(NONE, NONE, weights);
    for (int i = 1; i <= settings.threads(); i++) {
      Thread.ofPlatform().daemon().name("troupe-journal-read-" + i).start(this::work);
    }
  }

  /**
   * Runs the job when it is its tenant's turn. Never waits.
   *
   * <p>The answer fails with {@link Throttled} if as much of the tenant's waits as may, with {@link
   * SQLTransientException} if its turn did not come in time, and else with what the database or the
   * job threw; never with a wrapper. What depends on it runs in the thread of the job.
   */
  <T extends @Nullable Object> CompletableFuture<T> submit(Job<T> job, Connections connections) {
    Task<T> task = new Task<>(job, connections, System.nanoTime(), new CompletableFuture<>());
    try {
      enqueue(task);
    } catch (Throttled | RejectedExecutionException e) {
      task.answer().completeExceptionally(e);
    }
    return task.answer();
  }

  private void enqueue(Task<?> task) {
    Job<?> job = task.job();
    synchronized (backlogs) {
      Backlog known = backlogs.get(job.tenant());
      Backlog backlog = known == null ? new Backlog() : known;
      if (job.step() == Job.Step.FIRST) {
        requireRoom(backlog, job);
      }
      turns.offer(new Turn(job.tenant(), job.cost()));
      (job.step() == Job.Step.FIRST ? backlog.fresh : backlog.begun).addLast(task);
      backlog.held += job.held();
      backlogs.put(job.tenant(), backlog);
    }
  }

  private void requireRoom(Backlog backlog, Job<?> job) {
    if (backlog.fresh.size() >= settings.maxWaiting()) {
      throw full(job, "max-waiting", settings.maxWaiting());
    }
    // One that is larger than the limit by itself would never fit.
    if (backlog.held > 0 && backlog.held + job.held() > settings.maxWaitingBytes()) {
      throw full(job, "max-waiting-bytes", settings.maxWaitingBytes());
    }
  }

  private static Throttled full(Job<?> job, String limit, long allowed) {
    String subject = job.tenant().isEmpty() ? "what has no tenant" : "tenant " + job.tenant();
    return new Throttled(subject, ReadSettings.PATH + "." + limit, allowed, SOON);
  }

  private void work() {
    try {
      // Costs exceed one byte, so this is one turn.
      for (var turn = turns.take(1, 1); !turn.isEmpty(); turn = turns.take(1, 1)) {
        turns.done(turn);
        run(next(turn));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Task<?> next(List<Turn> turn) {
    String tenant = turn.getFirst().tenant();
    synchronized (backlogs) {
      Backlog backlog = backlogs.get(tenant);
      Task<?> task = backlog == null ? null : backlog.begun.pollFirst();
      if (backlog != null && task == null) {
        task = backlog.fresh.pollFirst();
      }
      if (backlog == null || task == null) {
        throw new IllegalStateException("a turn without a job, of tenant '" + tenant + "'");
      }
      backlog.held -= task.job().held();
      if (backlog.begun.isEmpty() && backlog.fresh.isEmpty()) {
        backlogs.remove(tenant);
      }
      return task;
    }
  }

  private <T extends @Nullable Object> void run(Task<T> task) {
    if (isClosed) {
      task.answer()
          .completeExceptionally(new RejectedExecutionException("the node is shutting down"));
      return;
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - task.sinceNanos());
    if (waited.compareTo(settings.maxWait()) > 0) {
      task.answer()
          .completeExceptionally(
              new SQLTransientException(
                  "the database is slow: a read waited '%d' ms, expected at most '%d' ms (%s.max-wait)"
                      .formatted(
                          waited.toMillis(), settings.maxWait().toMillis(), ReadSettings.PATH)));
      return;
    }
    T result;
    try {
      result =
          fuse.guard(() -> {
            try (Connection connection = task.connections().open()) {
              return task.job().body().run(connection);
            }
          });
    } catch (Throwable e) {
      task.answer().completeExceptionally(e); // Errors too: else the entity would wait for ever.
      return;
    }
    task.answer().complete(result);
  }

  /** How many jobs of this tenant wait. */
  int waiting(String tenant) {
    synchronized (backlogs) {
      Backlog backlog = backlogs.get(tenant);
      return backlog == null ? 0 : backlog.begun.size() + backlog.fresh.size();
    }
  }

  /** Refuses what waits and what comes; what runs ends by itself. */
  @Override
  public void close() {
    isClosed = true;
    turns.close();
  }
}
