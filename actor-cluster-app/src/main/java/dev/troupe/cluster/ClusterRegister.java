package dev.troupe.cluster;

import com.typesafe.config.Config;
import dev.troupe.cluster.internal.DatabaseCalls;
import dev.troupe.model.TimedOut;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.postgres.BoundedThreads;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.FixedPool;
import dev.troupe.persistence.postgres.register.Leadership;
import dev.troupe.persistence.postgres.register.Proposal;
import dev.troupe.persistence.postgres.register.RegisterStore;
import dev.troupe.persistence.postgres.register.RegisterValue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * Small registers on which all nodes agree, and who leads: what others take a consensus protocol
 * for, as rows of the database that is there anyway.
 *
 * <p>One per actor system, got with {@link #on}. Each call takes effect at one moment between its
 * beginning and its end, seen from all nodes (linearizable): {@link RegisterStore} says how. So a
 * {@link #read} sees every proposal that was accepted before it began, also on another node, and of
 * two proposals that expect the same version at most one is accepted.
 *
 * <pre>{@code
 * ClusterRegister registers = ClusterRegister.on(system);
 * registers.read("price-list")
 *     .thenCompose(now -> registers.propose("price-list", now.version(), "2027-01"));
 * }</pre>
 *
 * <p>Registers are of the cluster and not of a tenant, are not sealed, and stay for ever: what is a
 * tenant's belongs into an entity, which is linearizable as well. The writes of one register follow
 * each other, each of them a commit. A name is 1 to 128 of {@code a-z 0-9 . _ -}, a value text of
 * at most 64 KiB; a call that breaks such a rule ends with {@link IllegalArgumentException}.
 *
 * <p>Stages end with {@link Unavailable} if the database could not, or if too many calls wait, and
 * with {@link TimedOut} after {@code troupe.register.timeout}. What was asked may have been done
 * all the same, or be done yet: to propose again for the same version is safe, for of both one is
 * accepted at most. Thread-safe; never blocks.
 */
public final class ClusterRegister implements Extension {
  private static final Id ID = new Id();
  private static final String CANCELLED = "57014";

  private final RegisterStore store;
  private final DatabaseCalls calls;
  private final Duration timeout;

  private ClusterRegister(ActorSystem<?> system) {
    Config config = system.settings().config();
    this.timeout = config.getDuration("troupe.register.timeout");
    this.store = RegisterStore.open(DatabaseSettings.of(config), timeout);
    ExecutorService threads =
        BoundedThreads.of(
            "troupe-register",
            FixedPool.REGISTER.most(),
            config.getInt("troupe.register.max-waiting"));
    this.calls = new DatabaseCalls("register", threads);
    system
        .getWhenTerminated()
        .thenRun(() -> {
          threads.shutdown();
          store.close();
        });
  }

  /** The registers of the cluster that this actor system is a member of. */
  public static ClusterRegister on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** What the register holds; version 0 and an empty text if it was never written. */
  public CompletionStage<RegisterValue> read(String name) {
    return call(() -> store.read(name));
  }

  /**
   * Writes this value if the register still has the version that is expected, and tells what it has
   * if not (compare and set).
   *
   * @param expectedVersion that of a {@link #read} or of an earlier proposal; 0 for a register that
   *     was never written
   */
  public CompletionStage<Proposal> propose(String name, long expectedVersion, String value) {
    return call(() -> store.propose(name, expectedVersion, value));
  }

  /**
   * Has a candidate lead if nobody else does, or go on if it does already, and tells who leads. To
   * be called again well before the lease ends, for as long as it wants to.
   *
   * <p>The lease is measured by the clock of the database. A leader counts it from before it asked,
   * by a clock of its own; but one that stood still may go on for a while after another leads. What
   * it tells others should therefore carry its {@linkplain Leadership#token token}, which is higher
   * in each new term, and others should refuse a lower one than they have seen (fencing).
   *
   * @param candidate who, 1 to 255 printable characters of ASCII without a space; another one after
   *     each start of a node, such as its address and a random number
   * @param lease 100 ms to an hour
   */
  public CompletionStage<Leadership> leader(String name, String candidate, Duration lease) {
    return call(() -> store.lead(name, candidate, lease));
  }

  /** Ends the term of this candidate before its lease does; false if it does not lead. */
  public CompletionStage<Boolean> resign(String name, String candidate) {
    return call(() -> store.resign(name, candidate));
  }

  private <T> CompletionStage<T> call(DatabaseCalls.Call<T> call) {
    long begun = System.nanoTime();
    try {
      return calls
          .run(() -> inTime(begun, call))
          .toCompletableFuture()
          .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
          .exceptionally(failure -> {
            throw failure instanceof TimeoutException
                ? timedOut()
                : new CompletionException(causeOf(failure));
          });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedStage(
          new Unavailable(
              "register: as many calls wait as 'troupe.register.max-waiting' lets, or the node ends"));
    }
  }

  private <T> T inTime(long begun, DatabaseCalls.Call<T> call) throws SQLException {
    // Nobody waits for it any more.
    if (System.nanoTime() - begun > timeout.toNanos()) {
      throw timedOut();
    }
    try {
      return call.run();
    } catch (SQLException e) {
      if (CANCELLED.equals(e.getSQLState())) {
        throw timedOut();
      }
      throw e;
    }
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private TimedOut timedOut() {
    return new TimedOut("register: no answer within %d ms".formatted(timeout.toMillis()));
  }

  private static final class Id extends ExtensionId<ClusterRegister> {
    @Override
    public ClusterRegister createExtension(ActorSystem<?> system) {
      return new ClusterRegister(system);
    }
  }
}
