package dev.troupe.persistence.postgres.reads;

import com.typesafe.config.Config;
import dev.troupe.model.TenantId;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.postgres.BoundedThreads;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.internal.BorrowedTransaction;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import dev.troupe.persistence.postgres.internal.SqlStates;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries that see the rows of one tenant and of no other, also if they forget to say which.
 *
 * <p>Each runs in a read-only transaction as the reader role, which owns nothing and reads only
 * tables with row-level security, with {@code troupe.tenant} set for that transaction alone:
 * nothing of it, nor of what the query sets, is left when the connection goes back to its pool.
 * This is a net under a query that is wrong. It is none under SQL that is put together from what a
 * caller sent, since who may write SQL may also set another tenant.
 *
 * <p>Connections and threads are a few of their own, by {@code troupe.reads} of the configuration.
 * Thread-safe.
 */
public final class TenantReads implements Extension {
  private static final Id ID = new Id();
  private static final Logger LOG = LoggerFactory.getLogger(TenantReads.class);

  // Each as with SET LOCAL, and in one round trip.
  private static final String BECOME =
      "SELECT set_config('statement_timeout', ?, true), set_config('troupe.tenant', ?, true),"
          + " set_config('role', ?, true)";

  private static final String FORGET = "RESET ROLE; RESET ALL";

  private final ConnectionPool connections;
  private final ExecutorService threads;
  private final String role;
  private final String limitMillis;

  /** Reads something. */
  @FunctionalInterface
  public interface Query<T> {
    /** What is read through this connection, whose transaction is not to be ended. */
    T read(Connection connection) throws SQLException;
  }

  private TenantReads(ActorSystem<?> system) {
    Config config = system.settings().config();
    DatabaseSettings database = DatabaseSettings.of(config);
    Config reads = config.getConfig("troupe.reads");
    Duration limit = reads.getDuration("timeout");
    this.role = database.readerRole();
    this.limitMillis = Long.toString(limit.toMillis());
    this.connections = ConnectionPool.of(database, "troupe-reads", reads.getInt("pool-size"));
    this.threads =
        BoundedThreads.of("troupe-reads", reads.getInt("pool-size"), reads.getInt("max-waiting"));
    system
        .getWhenTerminated()
        .thenRun(() -> {
          threads.shutdown();
          connections.close();
        });
  }

  /** The reads of this actor system, whose configuration names the database. */
  public static TenantReads on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * What this query finds among the tenant's rows.
   *
   * <p>Ends with {@link Unavailable} if the database can't answer now or too many wait already, and
   * with what the query throws.
   */
  public <T> CompletionStage<T> read(TenantId tenant, Query<T> query) {
    try {
      return CompletableFuture.supplyAsync(() -> run(tenant, query), threads);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new Unavailable(
              "reads: as many wait as 'troupe.reads.max-waiting' lets, or the node ends"));
    }
  }

  private <T> T run(TenantId tenant, Query<T> query) {
    try (Connection connection = connections.connect()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      try {
        become(connection, tenant);
        T found = query.read(BorrowedTransaction.of(connection, "tenant read"));
        connection.commit();
        return found;
      } finally {
        connection.rollback();
        forget(connection);
      }
    } catch (SQLException e) {
      if (SqlStates.isPassing(e)) {
        LOG.warn("reads: the database could not answer for tenant '{}'", tenant, e);
        throw new Unavailable("reads: the database could not answer: " + e.getMessage());
      }
      throw new IllegalStateException("reads: the query failed: " + e.getMessage(), e);
    }
  }

  /** A query may have set something for the session, which its transaction leaves behind. */
  private void forget(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      statement.execute(FORGET);
    } catch (SQLException e) {
      LOG.warn("reads: a connection is given up, since it can't be put right", e);
      connections.discard(connection);
    }
  }

  private void become(Connection connection, TenantId tenant) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BECOME)) {
      statement.setString(1, limitMillis);
      statement.setString(2, tenant.value());
      statement.setString(3, role);
      statement.execute();
    } catch (SQLException e) {
      if (SqlStates.isPassing(e)) {
        throw e;
      }
      LOG.error(
          "reads: can't become the database role '{}'; create it and grant it to the role that connects, as docs/operating/postgres.md says",
          role,
          e);
      throw new Unavailable("reads: the database role '%s' can't be used".formatted(role));
    }
  }

  private static final class Id extends ExtensionId<TenantReads> {
    @Override
    public TenantReads createExtension(ActorSystem<?> system) {
      return new TenantReads(system);
    }
  }
}
