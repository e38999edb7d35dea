package dev.troupe.tenants.postgres;

import dev.troupe.tenants.keys.KeyFailure;
import dev.troupe.tenants.keys.KeyTable;
import dev.troupe.tenants.keys.StoredKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The table {@code tenant_key}, found by the connections' search path. Thread-safe. */
public final class PostgresKeyTable implements KeyTable {
  private static final String SELECT =
      "SELECT tenant_id, number, kek, wrapped, destroyed FROM tenant_key ";
  private static final String NEWEST = SELECT + "WHERE tenant_id = ? ORDER BY number DESC LIMIT 1";
  private static final String FIND = SELECT + "WHERE tenant_id = ? AND number = ?";
  private static final String NOT_WRAPPED_BY =
      SELECT + "WHERE wrapped IS NOT NULL AND kek <> ? ORDER BY tenant_id, number LIMIT ?";

  /** Who adds a key and who destroys them wait for each other, or one could slip in. */
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.tenant_key.' || ?, 0))";

  private static final String ADD =
      """
      INSERT INTO tenant_key (tenant_id, number, kek, wrapped)
      SELECT ?, ?, ?, ?
      WHERE NOT EXISTS (SELECT FROM tenant_key WHERE tenant_id = ? AND destroyed IS NOT NULL)
      ON CONFLICT DO NOTHING
      """;

  private static final String DESTROY =
      """
      UPDATE tenant_key SET wrapped = NULL, destroyed = clock_timestamp()
      WHERE tenant_id = ? AND destroyed IS NULL
      """;

  private static final String LEAVE_A_MARK =
      """
      INSERT INTO tenant_key (tenant_id, number, kek, destroyed)
      VALUES (?, 1, '', clock_timestamp()) ON CONFLICT DO NOTHING
      """;

  private static final String REPLACE =
      """
      UPDATE tenant_key SET kek = ?, wrapped = ?
      WHERE tenant_id = ? AND number = ? AND kek = ? AND wrapped = ?
      """;

  private final DataSource connections;

  private PostgresKeyTable(DataSource connections) {
    this.connections = connections;
  }

  /** The table that these connections find; opens none yet. */
  public static PostgresKeyTable of(DataSource connections) {
    return new PostgresKeyTable(connections);
  }

  @Override
  public Optional<StoredKey> newest(String tenant) {
    return call(connection -> first(connection, NEWEST, tenant));
  }

  @Override
  public Optional<StoredKey> find(String tenant, int number) {
    return call(connection -> first(connection, FIND, tenant, number));
  }

  @Override
  public StoredKey add(StoredKey key) {
    return transaction(connection -> {
      lock(connection, key.tenant());
      update(
          connection,
          ADD,
          key.tenant(),
          key.number(),
          key.kek(),
          key.wrapped().orElseThrow(),
          key.tenant());
      return first(connection, NEWEST, key.tenant())
          .orElseThrow(() -> new SQLException(key + " was not stored"));
    });
  }

  @Override
  public int destroy(String tenant) {
    return transaction(connection -> {
      lock(connection, tenant);
      int destroyed = update(connection, DESTROY, tenant);
      update(connection, LEAVE_A_MARK, tenant);
      return destroyed;
    });
  }

  private static void lock(Connection connection, String tenant) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      statement.setString(1, tenant);
      statement.execute();
    }
  }

  @Override
  public List<StoredKey> notWrappedBy(String kek, int most) {
    return call(connection -> list(connection, NOT_WRAPPED_BY, kek, most));
  }

  @Override
  public boolean replace(StoredKey old, StoredKey rewrapped) {
    return call(connection ->
        update(
                connection,
                REPLACE,
                rewrapped.kek(),
                rewrapped.wrapped().orElseThrow(),
                old.tenant(),
                old.number(),
                old.kek(),
                old.wrapped().orElseThrow())
            == 1);
  }

  private static Optional<StoredKey> first(Connection connection, String sql, Object... values)
      throws SQLException {
    return list(connection, sql, values).stream().findFirst();
  }

  private static List<StoredKey> list(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, values);
      List<StoredKey> keys = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Optional<Instant> destroyed =
              Optional.ofNullable(row.getObject(5, OffsetDateTime.class))
                  .map(OffsetDateTime::toInstant);
          keys.add(
              new StoredKey(
                  row.getString(1),
                  row.getInt(2),
                  row.getString(3),
                  Optional.ofNullable(row.getBytes(4)),
                  destroyed));
        }
      }
      return keys;
    }
  }

  private static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private interface Call<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T transaction(Call<T> call) {
    return call(connection -> {
      connection.setAutoCommit(false);
      try {
        T result = call.on(connection);
        connection.commit();
        return result;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    });
  }

  private <T> T call(Call<T> call) {
    try (Connection connection = connections.getConnection()) {
      return call.on(connection);
    } catch (SQLException e) {
      throw new KeyFailure.Unavailable(
          "tenant keys: the database did not answer: " + e.getMessage(), e);
    }
  }
}
