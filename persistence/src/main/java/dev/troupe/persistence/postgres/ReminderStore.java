package dev.troupe.persistence.postgres;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.Attachments.Encoded;
import dev.troupe.persistence.ReminderCount;
import dev.troupe.persistence.TransactionSnapshot;
import dev.troupe.persistence.postgres.StoredReminders.Claimed;
import dev.troupe.persistence.postgres.StoredReminders.Claims;
import dev.troupe.persistence.postgres.StoredReminders.Listed;
import dev.troupe.persistence.postgres.StoredReminders.Progress;
import dev.troupe.persistence.postgres.StoredReminders.Times;
import dev.troupe.persistence.postgres.internal.BacklogQuery;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import dev.troupe.persistence.postgres.internal.Shares;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of reminders, as dispatchers and operators use it; the journal writes it.
 *
 * <p>A firing is done in the transaction of the entry that it led to, so nothing here says that it
 * is. All times are the database's. Blocks; thread-safe; every call is a transaction of its own and
 * throws {@link SQLException} if the database could not.
 */
public final class ReminderStore implements AutoCloseable {
  private static final int LONGEST_REASON = 1000;
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private final ConnectionPool connections;

  private ReminderStore(ConnectionPool connections) {
    this.connections = connections;
  }

  /** The table of this database, over at most this many connections of its own; opens none. */
  public static ReminderStore open(DatabaseSettings database, int poolSize) {
    return new ReminderStore(ConnectionPool.of(database, "troupe-reminders", poolSize));
  }

  /** What is due and not claimed; looks at a bounded number of rows. */
  public Backlog backlog() throws SQLException {
    return BacklogQuery.REMINDERS.run(connections);
  }

  /**
   * Claims reminders that are due, some of every tenant that has any.
   *
   * @param most how many at most
   * @param perTenant how many one tenant may have in flight on this node
   * @param inFlight how many each tenant has
   * @param lease how long nobody else claims them
   */
  public Claims claim(int most, int perTenant, Map<String, Integer> inFlight, Duration lease)
      throws SQLException {
    try (Connection connection = connections.connect()) {
      List<String> tenants = dueTenants(connection, most);
      Map<String, Integer> shares = Shares.of(tenants, most, perTenant, inFlight);
      List<Claimed> claimed =
          shares.isEmpty() ? List.of() : claimed(connection, shares, lease.toMillis());
      return new Claims(claimed, claimed.isEmpty() ? untilNext(connection) : Duration.ZERO);
    }
  }

  /** Few reminders that are due are looked through; of many, the tenants are. */
  private static List<String> dueTenants(Connection connection, int most) throws SQLException {
    List<String> tenants = new ArrayList<>();
    long due = 0;
    try (PreparedStatement statement = connection.prepareStatement(ReminderSql.DUE_TENANTS)) {
      statement.setInt(1, most);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          tenants.add(rows.getString(1));
          due += rows.getLong(2);
        }
      }
    }
    return due < most ? tenants : strings(connection, ReminderSql.ALL_DUE_TENANTS);
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private static List<Claimed> claimed(
      Connection connection, Map<String, Integer> shares, long leaseMillis) throws SQLException {
    List<Claimed> claimed = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(ReminderSql.CLAIM)) {
      setArray(statement, 1, "text", shares.keySet().stream());
      setArray(statement, 2, "integer", shares.values().stream());
      statement.setLong(3, leaseMillis);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          claimed.add(claimed(row));
        }
      }
    }
    return claimed;
  }

  private static Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(
        new Progress(
            ReminderId.of(row.getString("persistence_id"), row.getString("name")),
            row.getLong("generation"),
            row.getLong("occurrence")),
        new Times(row.getString("schedule"), row.getString("catch_up"), instant(row, "due")),
        new Encoded(
            row.getString("manifest"),
            row.getBytes("payload"),
            row.getObject("key_number", Integer.class)),
        row.getInt("attempt"),
        instant(row, "claimed_at"),
        instant(row, "claimed_until"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static Duration untilNext(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ReminderSql.UNTIL_NEXT);
        ResultSet row = statement.executeQuery()) {
      long millis = row.next() ? Math.max(0, row.getLong(1)) : Long.MAX_VALUE;
      return Duration.ofMillis(Math.min(millis, LONGEST_PAUSE.toMillis()));
    }
  }

  /**
   * A time that a reminder goes on to without firing: one that was skipped, or the first at all.
   *
   * @param claimed from which
   * @param next the time
   */
  public record Move(Claimed claimed, Instant next) {}

  /** Moves these on; those that are changed meanwhile are left as they are. */
  public void move(List<Move> moves) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(ReminderSql.MOVE)) {
      List<Progress> from = moves.stream().map(move -> move.claimed().progress()).toList();
      setArray(statement, 1, "text", from.stream().map(each -> each.id().persistenceId()));
      setArray(statement, 2, "text", from.stream().map(each -> each.id().name()));
      setArray(statement, 3, "bigint", from.stream().map(Progress::generation));
      setArray(statement, 4, "bigint", from.stream().map(Progress::occurrence));
      setArray(statement, 5, "text", moves.stream().map(move -> move.next().toString()));
      statement.executeUpdate();
    }
  }

  private static void setArray(
      PreparedStatement statement, int index, String type, Stream<?> values) throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
  }

  private static void progress(PreparedStatement statement, int from, Progress progress)
      throws SQLException {
    statement.setString(from, progress.id().persistenceId());
    statement.setString(from + 1, progress.id().name());
    statement.setLong(from + 2, progress.generation());
    statement.setLong(from + 3, progress.occurrence());
  }

  /** Gives it up for now; the same firing is tried again after this time. */
  public void release(Claimed claimed, Duration wait) throws SQLException {
    change(claimed, wait, claimed.attempt(), null);
  }

  /** The same, and counts the attempt, because the entity refused it for good. */
  public void refused(Claimed claimed, Duration wait) throws SQLException {
    change(claimed, wait, claimed.attempt() + 1, null);
  }

  /** Gives it up until an operator looks at it. */
  public void park(Claimed claimed, String reason) throws SQLException {
    change(
        claimed,
        Duration.ZERO,
        claimed.attempt(),
        reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
  }

  private void change(Claimed claimed, Duration wait, int attempt, @Nullable String parked)
      throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(ReminderSql.CHANGE)) {
      statement.setLong(1, wait.toMillis());
      statement.setInt(2, attempt);
      statement.setString(3, parked);
      progress(statement, 4, claimed.progress());
      statement.setObject(8, claimed.leaseEnd().atOffset(ZoneOffset.UTC));
      statement.executeUpdate();
    }
  }

  /** How many reminders a tenant has, but no more than this many are counted. */
  public ReminderCount count(TenantId tenant, long most) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(ReminderSql.COUNT)) {
      statement.setString(1, tenant.value());
      statement.setLong(2, most);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new ReminderCount(row.getLong(1), TransactionSnapshot.parse(row.getString(2)));
      }
    }
  }

  /** A tenant's reminders by entity and name, those after one, at most this many. */
  public List<Listed> list(TenantId tenant, Optional<ReminderId> after, int most)
      throws SQLException {
    List<Listed> listed = new ArrayList<>();
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(ReminderSql.LIST)) {
      statement.setString(1, tenant.value());
      statement.setString(2, after.map(ReminderId::persistenceId).orElse(""));
      statement.setString(3, after.map(ReminderId::name).orElse(""));
      statement.setInt(4, most);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          listed.add(
              new Listed(
                  ReminderId.of(row.getString("persistence_id"), row.getString("name")),
                  row.getString("schedule"),
                  row.getString("catch_up"),
                  instant(row, "due"),
                  row.getInt("attempt"),
                  Optional.ofNullable(row.getString("parked"))));
        }
      }
    }
    return listed;
  }

  /** Cancels a reminder; false if there is none. */
  public boolean cancel(ReminderId id) throws SQLException {
    return update(ReminderSql.CANCEL, id);
  }

  /** Has a parked reminder fire after all; false if there is none that is parked. */
  public boolean retry(ReminderId id) throws SQLException {
    return update(ReminderSql.RETRY, id);
  }

  private boolean update(String sql, ReminderId id) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id.persistenceId());
      statement.setString(2, id.name());
      return statement.executeUpdate() == 1;
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
