package dev.troupe.sample.bank;

import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.feed.Feed;
import dev.troupe.persistence.feed.FeedEvent;
import dev.troupe.persistence.feed.Projection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The accounts of a tenant with their balances: a table that follows the events. */
public final class AccountBalances {
  // @start region="projection"
  public static final Projection<Account.Event> PROJECTION =
      Projection.inBatches("account-balances", Feed.of(Account.Event.class), AccountBalances::apply)
          .emptiedBy(AccountBalances::empty);

  // @end

  private static final String ADD =
      """
      INSERT INTO account_balances AS old (tenant_id, account_id, cents, movements)
      SELECT * FROM unnest(?, ?, ?, ?)
      ON CONFLICT (tenant_id, account_id) DO UPDATE
      SET cents = old.cents + excluded.cents, movements = old.movements + excluded.movements
      """;

  private static final String PAGE =
      """
      SELECT account_id, cents FROM account_balances
      WHERE tenant_id = ? AND account_id > ? ORDER BY account_id LIMIT ?
      """;

  private AccountBalances() {}

  /** An account, and what is in it. */
  public record Row(String account, long cents) {}

  /**
   * Some accounts, in the order of their ids.
   *
   * @param accounts as many as were asked for, or the rest
   * @param next after which the next page starts; empty on the last one
   */
  public record Page(List<Row> accounts, Optional<String> next) {}

  private record Change(long cents, long movements) {
    Change and(Change other) {
      return new Change(cents + other.cents, movements + other.movements);
    }
  }

  // @start region="handler"
  private static void apply(Connection connection, List<FeedEvent<Account.Event>> events)
      throws SQLException {
    Map<EntityKey, Change> changes = new LinkedHashMap<>();
    for (FeedEvent<Account.Event> event : events) {
      changes.merge(event.key(), change(event.event()), Change::and);
    }
    add(connection, changes);
  }

  private static Change change(Account.Event event) {
    return switch (event) {
      case Account.Opened e -> new Change(0, 0);
      case Account.Deposited e -> new Change(e.cents(), 1);
      case Account.Withdrawn e -> new Change(-e.cents(), 1);
    };
  }

  // @end

  private static void add(Connection connection, Map<EntityKey, Change> changes)
      throws SQLException {
    List<EntityKey> keys = List.copyOf(changes.keySet());
    Object[] tenants = keys.stream().map(key -> key.tenant().value()).toArray();
    Object[] ids = keys.stream().map(EntityKey::id).toArray();
    Object[] cents = changes.values().stream().map(Change::cents).toArray();
    Object[] movements = changes.values().stream().map(Change::movements).toArray();
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      statement.setArray(1, connection.createArrayOf("text", tenants));
      statement.setArray(2, connection.createArrayOf("text", ids));
      statement.setArray(3, connection.createArrayOf("bigint", cents));
      statement.setArray(4, connection.createArrayOf("bigint", movements));
      statement.executeUpdate();
    }
  }

  private static void empty(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM account_balances")) {
      statement.executeUpdate();
    }
  }

  // @start region="page"
  /** The accounts after this one, at most so many. */
  static Page page(Connection connection, TenantId tenant, String after, int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
      statement.setString(1, tenant.value());
      statement.setString(2, after);
      statement.setInt(3, limit + 1);
      List<Row> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(new Row(found.getString(1), found.getLong(2)));
        }
      }
      return rows.size() <= limit
          ? new Page(rows, Optional.empty())
          : new Page(rows.subList(0, limit), Optional.of(rows.get(limit - 1).account()));
    }
  }
  // @end
}
