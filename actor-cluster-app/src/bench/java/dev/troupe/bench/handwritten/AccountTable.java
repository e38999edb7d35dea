package dev.troupe.bench.handwritten;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Accounts and their ledger, a command of which is one statement and one commit. Thread-safe;
 * blocks.
 *
 * <p>The key of a command is a column of its ledger row, which spares a third table.
 */
final class AccountTable {
  private static final String UNIQUE_VIOLATION = "23505";

  private static final String TABLES =
      """
      -- Room in each page for the next version of its rows: an update then touches no index.
      CREATE TABLE IF NOT EXISTS account (
        tenant varchar(63) NOT NULL, id varchar(128) NOT NULL, owner varchar(255) NOT NULL,
        cents bigint NOT NULL, PRIMARY KEY (tenant, id)) WITH (fillfactor = 50);
      CREATE TABLE IF NOT EXISTS ledger (
        entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        tenant varchar(63) NOT NULL, account varchar(128) NOT NULL, key varchar(128),
        cents bigint NOT NULL, balance bigint NOT NULL,
        booked timestamptz NOT NULL DEFAULT now(), UNIQUE (tenant, account, key));
      """;

  private static final String OPEN =
      "INSERT INTO account (tenant, id, owner, cents) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING";

  private static final String MOVE =
      """
      WITH known AS (
        SELECT cents, balance FROM ledger WHERE tenant = ? AND account = ? AND key = ?),
      moved AS (
        UPDATE account SET cents = cents + ?
        WHERE tenant = ? AND id = ? AND cents + ? >= 0 AND NOT EXISTS (SELECT FROM known)
        RETURNING cents),
      booked AS (
        INSERT INTO ledger (tenant, account, key, cents, balance)
        SELECT ?, ?, ?, ?, cents FROM moved)
      SELECT ?::bigint, cents FROM moved UNION ALL SELECT cents, balance FROM known
      """;

  private static final String BALANCE = "SELECT cents FROM account WHERE tenant = ? AND id = ?";

  private final HikariDataSource pool;

  /** Makes the tables, if they are missing, and opens the pool. */
  AccountTable(DatabaseSettings database) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.connectionUrl());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(database.poolSize());
    config.setMinimumIdle(database.poolSize());
    config.setAutoCommit(true);
    // Prepared on the server from the first use on, instead of from the fifth.
    config.addDataSourceProperty("prepareThreshold", 1);
    pool = new HikariDataSource(config);
    try (Connection connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + database.schema());
      statement.execute(TABLES);
    }
  }

  /** Whose account. */
  record Owner(String tenant, String account) {}

  /** A movement that was made, now or before: how much of it there was, and the balance then. */
  record Moved(long cents, long balance) {}

  /** Opens an account; false if it is open already. */
  boolean open(Owner of, String name) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement insert = connection.prepareStatement(OPEN)) {
      insert.setString(1, of.tenant());
      insert.setString(2, of.account());
      insert.setString(3, name);
      return insert.executeUpdate() == 1;
    }
  }

  /**
   * Moves this many cents, once per key; empty if there is no such account, or too little on it.
   */
  Optional<Moved> move(Owner of, Optional<String> key, long cents) throws SQLException {
    try {
      return tryMove(of, key, cents);
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        return tryMove(of, key, cents); // The same command came twice at once; now it is known.
      }
      throw e;
    }
  }

  private Optional<Moved> tryMove(Owner of, Optional<String> key, long cents) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement move = connection.prepareStatement(MOVE)) {
      String named = key.orElse(null);
      move.setString(1, of.tenant());
      move.setString(2, of.account());
      move.setString(3, named);
      move.setLong(4, cents);
      move.setString(5, of.tenant());
      move.setString(6, of.account());
      move.setLong(7, cents);
      move.setString(8, of.tenant());
      move.setString(9, of.account());
      move.setString(10, named);
      move.setLong(11, cents);
      move.setLong(12, cents);
      try (ResultSet found = move.executeQuery()) {
        return found.next()
            ? Optional.of(new Moved(found.getLong(1), found.getLong(2)))
            : Optional.empty();
      }
    }
  }

  /** The balance, if there is such an account. */
  Optional<Long> balance(Owner of) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select = connection.prepareStatement(BALANCE)) {
      select.setString(1, of.tenant());
      select.setString(2, of.account());
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? Optional.of(found.getLong(1)) : Optional.empty();
      }
    }
  }
}
