package dev.troupe.persistence.postgres.feed;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.feed.FeedPosition;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.FixedPool;
import dev.troupe.persistence.postgres.feed.FeedBatch.Then;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much each tenant has stored, counted once over the cluster as the journal grows.
 *
 * <p>Any node may count; one at a time does. What is counted and up to where is one transaction, so
 * that every row is counted once, whoever dies when. Only the sizes of rows are looked at, and only
 * of new ones. Of an erased tenant nothing is kept. For one thread at a time; each call blocks.
 */
public final class TenantUsage implements AutoCloseable {
  /** Rows of one transaction. */
  static final int PIECE = 10_000;

  /** Nobody's but mine until the transaction ends; none if another has it, or just counted. */
  private static final String MINE =
      """
      SELECT xid, ordering, round FROM tenant_usage_position
      WHERE counted NOT BETWEEN clock_timestamp() - CAST(? AS interval) AND clock_timestamp()
      FOR UPDATE SKIP LOCKED
      """;

  private static final String ADD =
      """
      INSERT INTO tenant_usage AS known (tenant_id, events, bytes, round)
      SELECT tenant_id, count(*),
        sum(octet_length(event_payload) + coalesce(octet_length(meta_payload), 0)), ?
      FROM event_journal
      WHERE (transaction_id, ordering) > (CAST(? AS xid8), ?)
        AND (transaction_id, ordering) <= (CAST(? AS xid8), ?)
        AND tenant_id NOT IN ('', '_system')
      GROUP BY tenant_id
      ON CONFLICT (tenant_id) DO UPDATE SET events = known.events + excluded.events,
        bytes = known.bytes + excluded.bytes, round = excluded.round
      """;

  /** Also what an erasure that was under way did not see. */
  private static final String FORGET =
      "DELETE FROM tenant_usage u USING blocked_tenant b WHERE u.tenant_id = b.tenant_id";

  private static final String MOVE =
      """
      UPDATE tenant_usage_position SET xid = CAST(? AS xid8), ordering = ?, round = ?,
        counted = CASE WHEN ? THEN clock_timestamp() ELSE '-infinity' END
      """;

  private static final String CHANGED =
      "SELECT tenant_id, events, bytes, round FROM tenant_usage WHERE round > ? ORDER BY round";

  private final ConnectionPool connections;
  private long seen;

  /**
   * What a tenant has stored.
   *
   * @param tenant whose
   * @param events how many rows of the journal
   * @param bytes of their payloads
   */
  public record Stored(TenantId tenant, long events, long bytes) {}

  private TenantUsage(ConnectionPool connections) {
    this.connections = connections;
  }

  /** That of this database; opens no connection yet. */
  public static TenantUsage open(DatabaseSettings database) {
    return new TenantUsage(ConnectionPool.of(database, FixedPool.USAGE));
  }

  /** Counts what is new, unless another node does it, or has done it within this time. */
  public void count(Duration every) throws SQLException {
    boolean isMore = true;
    try (Connection connection = connections.connect()) {
      connection.setAutoCommit(false);
      while (isMore) {
        isMore = countPiece(connection, every);
        connection.commit();
      }
    }
  }

  private record Mine(FeedPosition at, long round) {}

  private static boolean countPiece(Connection connection, Duration every) throws SQLException {
    Optional<Mine> mine = mine(connection, every);
    if (mine.isEmpty()) {
      return false;
    }
    FeedPosition after = mine.get().at();
    long round = mine.get().round() + 1;
    FeedBound bound = FeedBound.of(connection, after, PIECE);
    boolean isMore = bound.then() == Then.MORE;
    if (!bound.isEmpty(after)) {
      try (PreparedStatement add = FeedBound.prepare(connection, ADD)) {
        add.setLong(1, round);
        ProjectionTable.set(add, 2, after);
        ProjectionTable.set(add, 4, bound.end());
        add.executeUpdate();
      }
    }
    try (Statement forget = connection.createStatement();
        PreparedStatement move = connection.prepareStatement(MOVE)) {
      forget.executeUpdate(FORGET);
      ProjectionTable.set(move, 1, bound.isEmpty(after) ? after : bound.end());
      move.setLong(3, round);
      move.setBoolean(4, !isMore);
      move.executeUpdate();
    }
    return isMore;
  }

  private static Optional<Mine> mine(Connection connection, Duration every) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MINE)) {
      statement.setString(1, every.toMillis() + " milliseconds");
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Mine(FeedPosition.of(row.getLong(1), row.getLong(2)), row.getLong(3)))
            : Optional.empty();
      }
    }
  }

  /** Those whose usage changed since the last call; the first time all. */
  public List<Stored> changed() throws SQLException {
    List<Stored> changed = new ArrayList<>();
    long newest = seen;
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(CHANGED)) {
      statement.setLong(1, seen);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String tenant = row.getString(1);
          // A plain Pekko actor may call its stream whatever it likes.
          if (TenantId.isValid(tenant)) {
            changed.add(new Stored(TenantId.of(tenant), row.getLong(2), row.getLong(3)));
          }
          newest = row.getLong(4);
        }
      }
    }
    seen = newest;
    return changed;
  }

  @Override
  public void close() {
    connections.close();
  }
}
