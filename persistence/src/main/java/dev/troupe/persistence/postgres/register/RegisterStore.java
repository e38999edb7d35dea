package dev.troupe.persistence.postgres.register;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.FixedPool;
import dev.troupe.persistence.postgres.internal.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The tables of registers and leaders: each operation takes effect at one moment between its call
 * and its return, whoever else does what (linearizable). Thread-safe; each call blocks.
 *
 * <p>What is written is what a transaction committed that had locked the row. What is only read is
 * confirmed: the same transaction writes a word to the log of the server and commits, so that a
 * server which was replaced, and can't commit any more, has no old answer to give. That holds for a
 * failover as far as a commit waits for the standby that takes over.
 *
 * <p>A failure leaves open whether the operation had its effect.
 */
public final class RegisterStore implements AutoCloseable {
  private static final String CONFIRM =
      "SELECT pg_logical_emit_message(true, 'troupe'::text, ''::text)";

  private static final String READ = "SELECT version, value FROM cluster_register WHERE name = ?";

  private static final String LOCK = READ + " FOR UPDATE";

  private static final String CREATE =
      "INSERT INTO cluster_register (value, name, version) VALUES (?, ?, ?)"
          + " ON CONFLICT (name) DO NOTHING";

  private static final String CHANGE =
      "UPDATE cluster_register SET version = version + 1, value = ?"
          + " WHERE name = ? AND version = ? - 1";

  private final ConnectionPool connections;
  private final String begin;

  private RegisterStore(ConnectionPool connections, Duration limit) {
    this.connections = connections;
    // Each statement is to see what was committed before it, whatever the server's default is.
    this.begin =
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL statement_timeout = %d"
            .formatted(limit.toMillis());
  }

  /**
   * Those of this database; opens no connection yet.
   *
   * @param limit how long a statement may take; a commit, as long as the connection waits
   */
  public static RegisterStore open(DatabaseSettings database, Duration limit) {
    return new RegisterStore(ConnectionPool.of(database, FixedPool.REGISTER), limit);
  }

  /** What the register of this name holds. */
  public RegisterValue read(String name) throws SQLException {
    RegisterRules.requireName(name);
    return confirmed(connection -> find(connection, READ, name));
  }

  /** Writes the value if the register has this version, 0 being that of one never written. */
  public Proposal propose(String name, long expectedVersion, String value) throws SQLException {
    RegisterRules.requireName(name);
    RegisterRules.requireVersion(expectedVersion);
    RegisterRules.requireValue(value);
    return confirmed(connection -> {
      Proposal proposal;
      do {
        // What is not there can't be locked: somebody may be faster, and then it is there.
        proposal = find(connection, LOCK, name).propose(expectedVersion, value);
      } while (proposal instanceof Proposal.Accepted accepted
          && !isWritten(connection, name, accepted.current()));
      return proposal;
    });
  }

  /** As {@link LeaderSql} says. */
  public Leadership lead(String name, String candidate, Duration lease) throws SQLException {
    RegisterRules.requireName(name);
    RegisterRules.requireCandidate(candidate);
    RegisterRules.requireLease(lease);
    return confirmed(connection -> LeaderSql.lead(connection, name, candidate, lease));
  }

  /** Ends the term of this candidate; false if it does not lead. */
  public boolean resign(String name, String candidate) throws SQLException {
    RegisterRules.requireName(name);
    RegisterRules.requireCandidate(candidate);
    return confirmed(connection -> LeaderSql.resign(connection, name, candidate));
  }

  private static RegisterValue find(Connection connection, String sql, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new RegisterValue(row.getLong(1), row.getString(2))
            : RegisterValue.NONE;
      }
    }
  }

  private static boolean isWritten(Connection connection, String name, RegisterValue next)
      throws SQLException {
    String sql = next.version() == 1 ? CREATE : CHANGE;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, next.value());
      statement.setString(2, name);
      statement.setLong(3, next.version());
      return statement.executeUpdate() == 1;
    }
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T confirmed(Work<T> work) throws SQLException {
    try (Connection connection = connections.connect()) {
      begin(connection);
      T result = work.in(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute(CONFIRM);
      }
      connection.clearWarnings();
      connection.commit();
      requireNoWarning(connection.getWarnings());
      return result;
    }
  }

  private void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(begin);
    }
  }

  /** A commit that no longer waits for its standby is reported as done, with a warning. */
  private static void requireNoWarning(@Nullable SQLWarning warning) throws SQLException {
    if (warning != null) {
      throw new SQLTransientException(
          "the commit is not confirmed: " + warning.getMessage(), warning.getSQLState(), warning);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
