package dev.troupe.cluster;

import dev.troupe.cluster.internal.AuditWriter;
import dev.troupe.cluster.internal.DatabaseCalls;
import dev.troupe.cluster.internal.StrayEntries;
import dev.troupe.metrics.Metrics;
import dev.troupe.model.Done;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.StrayCommands;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.FixedPool;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.postgres.AuditTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.jspecify.annotations.Nullable;

/**
 * What was done to tenants, and who was kept from what: rows of the table {@code audit}, tied to
 * each other by hashes, and lines of the logger {@code dev.troupe.audit}.
 *
 * <p>One per actor system, got with {@link #on}. Until {@link #start} it has the log alone. Holds
 * no token and no payload. Thread-safe; never blocks.
 */
public final class Audit implements Extension {
  private static final Id ID = new Id();
  private static final Duration LAST = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final AuditWriter writer;
  private final DatabaseCalls calls;
  private final Metrics metrics;
  private volatile @Nullable AuditTable table;

  private Audit(ActorSystem<?> system) {
    this.system = system;
    this.metrics = Metrics.on(system);
    this.writer =
        new AuditWriter(
                system.settings().config().getDuration("troupe.audit.window"),
                InstantSource.system())
            .start();
    this.calls =
        new DatabaseCalls("audit", system.dispatchers().lookup(DispatcherSelector.blocking()));
    StrayCommands.on(system).listen(stray -> counted(StrayEntries.atTheEntity(stray)));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "write-audit",
            () ->
                CompletableFuture.supplyAsync(
                    this::ended, system.dispatchers().lookup(DispatcherSelector.blocking())));
    system.getWhenTerminated().thenRun(writer::stop);
  }

  /** Writes what is left, for as long as the phase has; blocks. */
  private org.apache.pekko.Done ended() {
    writer.stop();
    try {
      writer.awaitEnd(LAST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return org.apache.pekko.Done.done();
  }

  /** The audit of the cluster that this actor system is a member of. */
  public static Audit on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Lets this node write rows; to be called once, after the tables are there. */
  public Audit start() {
    ConnectionPool pool =
        ConnectionPool.of(DatabaseSettings.of(system.settings().config()), FixedPool.AUDIT);
    AuditTable rows = new AuditTable(pool.source());
    table = rows;
    writer.writeTo(rows::add);
    writer.atTheEnd(pool::close);
    return this;
  }

  /**
   * Keeps that somebody was refused, or was let into another tenant's data by a grant. Of those
   * that are alike within {@code troupe.audit.window} the first is written, and then how many more
   * there were. When more come than can be taken, they are counted, and that is written.
   */
  public void counted(AuditEntry entry) {
    if (entry.outcome() == AuditEntry.Outcome.REFUSED) {
      metrics.refused(entry.action());
    }
    writer.counted(entry);
  }

  /** How many entries were dropped since the start, for more came than could be kept. */
  public long dropped() {
    return writer.dropped();
  }

  /**
   * Keeps that something was done.
   *
   * @return complete once that is committed; {@link Unavailable} if it could not be, and then it is
   *     tried again for as long as this node runs
   */
  public CompletionStage<Done> done(AuditEntry entry) {
    return writer.done(entry);
  }

  /**
   * Some entries in order; {@link Unavailable} if the database could not.
   *
   * @param after the number after which to begin, 0 for the first
   * @param tenant whose; empty for all
   * @param most how many
   */
  public CompletionStage<List<AuditTable.Row>> page(long after, String tenant, int most) {
    AuditTable rows = table;
    if (rows == null) {
      return CompletableFuture.failedStage(new Unavailable("this node keeps no audit"));
    }
    return calls.run(() -> rows.page(after, tenant, most));
  }

  private static final class Id extends ExtensionId<Audit> {
    @Override
    public Audit createExtension(ActorSystem<?> system) {
      return new Audit(system);
    }
  }
}
