package dev.troupe.persistence.postgres;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tenants of which nothing is stored any more. Thread-safe; each call blocks.
 *
 * <p>The database itself keeps to it: whoever inserts an event, a snapshot, a message or a reminder
 * of such a tenant is refused, be it a node that was asleep meanwhile.
 */
public final class BlockedTenants implements AutoCloseable {
  private static final int TRIES = 20;
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final ConnectionPool connections;

  private BlockedTenants(ConnectionPool connections) {
    this.connections = connections;
  }

  /** Those of this database; opens no connection yet. */
  public static BlockedTenants open(DatabaseSettings database) {
    return new BlockedTenants(ConnectionPool.of(database, FixedPool.BLOCKED_TENANTS));
  }

  /**
   * Blocks a tenant for ever. When it returns, no transaction that began before can still store
   * anything of it: it waits for those that write, and lets nobody begin in between, which takes as
   * long as a transaction of the journal. A tenant that is blocked already stays so.
   *
   * @throws SQLException also if others write for so long that it gives up, so as not to keep more
   *     of them waiting
   */
  public void block(TenantId tenant) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        tryToBlock(tenant);
        return;
      } catch (SQLException e) {
        if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private void tryToBlock(TenantId tenant) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement block = connection.prepareStatement("SELECT block_tenant(?)")) {
      block.setString(1, tenant.value());
      block.execute();
    }
  }

  /** Which of these are blocked, as this transaction sees it. */
  public static Set<String> among(Connection connection, Set<String> tenants) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT tenant_id FROM blocked_tenant WHERE tenant_id = ANY (?)")) {
      statement.setArray(1, connection.createArrayOf("text", tenants.toArray()));
      Set<String> blocked = new HashSet<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          blocked.add(row.getString(1));
        }
      }
      return blocked;
    }
  }

  /** Since when nothing of the tenant is stored any more; empty if it is not blocked. */
  public Optional<Instant> since(TenantId tenant) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement =
            connection.prepareStatement("SELECT since FROM blocked_tenant WHERE tenant_id = ?")) {
      statement.setString(1, tenant.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
            : Optional.empty();
      }
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
