package dev.troupe.persistence.postgres;

import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Deletes what is stored of a tenant that is blocked ({@link BlockedTenants}), and counts what is
 * left. Thread-safe; each call blocks, and may be made again after any failure or crash.
 *
 * <p>A tenant's rows are those with its name in the column {@code tenant_id}, in any table of the
 * schema except those that {@link #kept} names. How far it has come is stored in the transactions
 * that delete.
 */
public final class TenantErasure implements AutoCloseable {
  /** What takes a fraction of a second, so that no lock is held for long. */
  private static final int ROWS_AT_ONCE = 2_000;

  private static final String FOREIGN_KEY = "23503";
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final ConnectionPool connections;

  private TenantErasure(ConnectionPool connections) {
    this.connections = connections;
  }

  /** Of the tenants of this database; opens no connection yet. */
  public static TenantErasure open(DatabaseSettings database) {
    return new TenantErasure(ConnectionPool.patient(database, FixedPool.ERASURE));
  }

  /**
   * A table with rows of tenants.
   *
   * @param name in our schema
   * @param isSealed whether what its rows say is sealed with keys of the tenant
   * @param bytes its size on disk, with indexes and of all tenants
   */
  public record Table(String name, boolean isSealed, long bytes) {}

  /**
   * A table of which nothing is deleted.
   *
   * @param reason what it holds, and why that stays
   */
  public record Kept(String name, String reason) {}

  /**
   * What was deleted of a tenant from one table.
   *
   * @param rows how many
   * @param plainRows how many of them were not sealed
   * @param digest SHA-256 over the digests of all rows, in hexadecimal digits
   * @param isRewritten whether the table was written anew since
   */
  public record Deleted(
      String table, long rows, long plainRows, String digest, boolean isRewritten) {}

  /** The tables whose rows are deleted with their tenant. */
  public List<Table> tables() throws SQLException {
    return rows(
        "SELECT relation, has_key, bytes FROM erasable_tables()",
        row -> new Table(row.getString(1), row.getBoolean(2), row.getLong(3)));
  }

  /** The tables with names of tenants that stay. */
  public List<Kept> kept() throws SQLException {
    return rows(
        "SELECT relation, reason FROM erasure_kept ORDER BY relation",
        row -> new Kept(row.getString(1), row.getString(2)));
  }

  /**
   * Deletes some of the tenant's rows in one transaction.
   *
   * @return how many; empty if rows of another table refer to them, which have to go first
   */
  public OptionalLong deleteSome(TenantId tenant, String table) throws SQLException {
    try {
      return OptionalLong.of(
          one("SELECT erase_rows(?, ?, " + ROWS_AT_ONCE + ")", tenant, table, ResultSet::getLong));
    } catch (SQLException e) {
      if (FOREIGN_KEY.equals(e.getSQLState())) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  /** How many rows of the tenant a table has. */
  public long count(TenantId tenant, String table) throws SQLException {
    return one("SELECT count_rows(?, ?)", tenant, table, ResultSet::getLong);
  }

  /** Tables of which nobody said whether they hold something of tenants. */
  public List<String> unknownTables() throws SQLException {
    return rows("SELECT relation FROM unknown_tables()", row -> row.getString(1));
  }

  /**
   * Writes a table anew, without what rows leave behind in its pages that were changed or deleted
   * before a {@link #moment}. Keeps everybody from it for as long as that takes, which is about a
   * second per hundred megabytes.
   *
   * @return false if it is not to be had now: others use it, or read as of a time when the rows
   *     were there
   */
  public boolean rewrite(TenantId tenant, String table, long moment) throws SQLException {
    try {
      return one(
          "SELECT rewrite_table(?, ?, '%d'::xid8)".formatted(moment),
          tenant,
          table,
          ResultSet::getBoolean);
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /**
   * A moment, for {@link #isPast}: what began to write before it may still store something of a
   * tenant in a table that does not know of blocked tenants, such as a view.
   */
  public long moment() throws SQLException {
    return one("SELECT pg_current_xact_id()::text::bigint");
  }

  /** Whether all transactions have ended that had begun to write at this moment. */
  public boolean isPast(long moment) throws SQLException {
    return one("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > moment;
  }

  /** Lets projections go on that are parked before an event that was deleted; how many slices. */
  public long unpark() throws SQLException {
    return one("SELECT unpark_projections()");
  }

  /** What was deleted so far, by table. */
  public List<Deleted> deleted(TenantId tenant) throws SQLException {
    return rows(
        "SELECT relation, rows, plain_rows, encode(digest, 'hex'), rewritten FROM erasure"
            + " WHERE tenant = ? ORDER BY relation",
        row ->
            new Deleted(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                row.getBoolean(5)),
        tenant.value());
  }

  /** Keeps the certificate of a tenant, unless there is one; the one that is kept. */
  public String keep(TenantId tenant, String certificate) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO erasure_certificate (tenant, certificate) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
      statement.setString(1, tenant.value());
      statement.setString(2, certificate);
      statement.executeUpdate();
    }
    return certificate(tenant).orElseThrow();
  }

  /** The certificate of a tenant that is erased. */
  public Optional<String> certificate(TenantId tenant) throws SQLException {
    return rows(
            "SELECT certificate FROM erasure_certificate WHERE tenant = ?",
            row -> row.getString(1),
            tenant.value())
        .stream()
        .findFirst();
  }

  /** Reads a row. */
  @FunctionalInterface
  private interface Read<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Reads a column. */
  @FunctionalInterface
  private interface Column<T> {
    T read(ResultSet row, int column) throws SQLException;
  }

  private <T> T one(String sql, TenantId tenant, String second, Column<T> column)
      throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, tenant.value());
      statement.setString(2, second);
      return first(statement, column);
    }
  }

  private long one(String sql) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return first(statement, ResultSet::getLong);
    }
  }

  private static <T> T first(PreparedStatement statement, Column<T> column) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return column.read(row, 1);
    }
  }

  private <T> List<T> rows(String sql, Read<T> read, String... arguments) throws SQLException {
    try (Connection connection = connections.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      List<T> all = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          all.add(read.read(row));
        }
      }
      return all;
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
