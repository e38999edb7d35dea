package dev.troupe.tenants.postgres;

import dev.troupe.tenants.audit.AuditChain;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * The table {@code audit}, found by the connections' search path: entries numbered from 1, each
 * with its hash. Rows are only ever added; the database refuses to change or delete one.
 *
 * <p>Blocks. Thread-safe; who adds waits for who is adding, on any node.
 */
public final class AuditTable {
  private static final int PAGE = 1_000;

  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.audit', 0))";
  private static final String LAST = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
  private static final String ADD =
      """
      INSERT INTO audit (number, at, principal, tenant_id, action, target, outcome, detail, hash)
      VALUES (?, to_timestamp(?::double precision / 1000), ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String PAGE_OF_ALL =
      """
      SELECT number, (extract(epoch FROM at) * 1000)::bigint, principal, tenant_id, action, target,
        outcome, detail, hash
      FROM audit WHERE number > ? AND (? = '' OR tenant_id = ?) ORDER BY number LIMIT ?
      """;
  private static final String NEWEST = "SELECT coalesce(max(number), 0) FROM audit";

  private final DataSource connections;

  /** The table that these connections find; opens none yet. */
  public AuditTable(DataSource connections) {
    this.connections = connections;
  }

  /**
   * An entry as it is stored.
   *
   * @param number its place, from 1
   * @param hash of it and all before it
   */
  public record Row(long number, AuditEntry entry, byte[] hash) {
    /** The hash in hexadecimal digits. */
    public String hexHash() {
      return HexFormat.of().formatHex(hash);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Row that
          && number == that.number
          && entry.equals(that.entry)
          && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  /** Adds these, in this order, all or none. */
  public void add(List<AuditEntry> entries) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      connection.setAutoCommit(false);
      try {
        query(connection, LOCK);
        insert(connection, entries);
        connection.commit();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static void query(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private static void insert(Connection connection, List<AuditEntry> entries) throws SQLException {
    long number = 0;
    byte[] hash = AuditChain.start();
    try (PreparedStatement statement = connection.prepareStatement(LAST);
        ResultSet last = statement.executeQuery()) {
      if (last.next()) {
        number = last.getLong(1);
        hash = last.getBytes(2);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      for (AuditEntry entry : entries) {
        number++;
        hash = AuditChain.next(hash, number, entry);
        statement.setLong(1, number);
        statement.setLong(2, entry.at().toEpochMilli());
        statement.setString(3, entry.principal());
        statement.setString(4, entry.tenant());
        statement.setString(5, entry.action());
        statement.setString(6, entry.target());
        statement.setString(7, entry.outcome().name());
        statement.setString(8, entry.detail());
        statement.setBytes(9, hash);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /**
   * Some entries in order.
   *
   * @param after the number after which to begin, 0 for the first
   * @param tenant whose; empty for all
   * @param most how many
   */
  public List<Row> page(long after, String tenant, int most) throws SQLException {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement = connection.prepareStatement(PAGE_OF_ALL)) {
      statement.setLong(1, after);
      statement.setString(2, tenant);
      statement.setString(3, tenant);
      statement.setInt(4, most);
      List<Row> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(row(row));
        }
      }
      return rows;
    }
  }

  /** The newest entry, if there is one. */
  public Optional<Row> last() throws SQLException {
    long number;
    try (Connection connection = connections.getConnection();
        PreparedStatement statement = connection.prepareStatement(NEWEST);
        ResultSet row = statement.executeQuery()) {
      row.next();
      number = row.getLong(1);
    }
    return page(number - 1, "", 1).stream().findFirst();
  }

  private static Row row(ResultSet row) throws SQLException {
    AuditEntry entry =
        new AuditEntry(
            Instant.ofEpochMilli(row.getLong(2)),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            Outcome.valueOf(row.getString(7)),
            row.getString(8));
    return new Row(row.getLong(1), entry, row.getBytes(9));
  }

  /** The number of the first entry that is not what it was, or has lost one before it. */
  public OptionalLong firstBroken() throws SQLException {
    byte[] hash = AuditChain.start();
    long number = 0;
    while (true) {
      List<Row> page = page(number, "", PAGE);
      for (Row row : page) {
        number++;
        hash = AuditChain.next(hash, number, row.entry());
        if (row.number() != number || !Arrays.equals(hash, row.hash())) {
          return OptionalLong.of(row.number());
        }
      }
      if (page.size() < PAGE) {
        return OptionalLong.empty();
      }
    }
  }
}
