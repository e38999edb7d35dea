package dev.troupe.tenants.postgres;

import com.google.crypto.tink.Aead;
import dev.troupe.tenants.keys.KeyEncryption;
import dev.troupe.tenants.keys.KeyFailure;
import dev.troupe.tenants.keys.RawKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Key-encryption keys in a table of a schema of their own, for who has no key management service.
 * Thread-safe.
 *
 * <p>It protects nothing from who has the whole database, its backups or its disk: the keys are
 * with what they lock. It protects from who may read the journal's schema and not this one, if the
 * role that these connections log in as is another. And it makes destroying a tenant's keys work.
 */
public final class PostgresKeyEncryption implements KeyEncryption {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private final DataSource connections;
  private final String table;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Aead> keys = new ConcurrentHashMap<>();

  private PostgresKeyEncryption(DataSource connections, String schema) {
    this.connections = connections;
    this.table = schema + ".key_encryption_key";
  }

  /**
   * The keys in this schema, which is made with one key if it is not there.
   *
   * @throws KeyFailure.Unavailable if the database did not answer, or the role may not do that
   * @throws IllegalArgumentException if the schema is no plain name
   */
  public static PostgresKeyEncryption open(DataSource connections, String schema) {
    PostgresKeyEncryption opened = of(connections, schema);
    opened.create(schema);
    return opened;
  }

  /**
   * The keys in this schema, in which nothing is made.
   *
   * @throws KeyFailure.Unavailable if the database did not answer, or there are none
   * @throws IllegalArgumentException if the schema is no plain name
   */
  public static PostgresKeyEncryption openExisting(DataSource connections, String schema) {
    PostgresKeyEncryption opened = of(connections, schema);
    if (!opened.call(opened::exists)) {
      throw new KeyFailure.Unavailable(
          "table '%s': is not there; start a node, which makes it".formatted(opened.table));
    }
    return opened;
  }

  /**
   * Makes the schema as who may do that, and lets a role that may not read its keys and add some.
   *
   * @param owner connections of the role that owns the schema then
   * @param role who opens it afterwards
   * @throws KeyFailure.Unavailable if the database did not answer, or the owner may not do that
   * @throws IllegalArgumentException if the schema is no plain name
   */
  public static void prepare(DataSource owner, String schema, String role) {
    PostgresKeyEncryption prepared = of(owner, schema);
    prepared.create(schema);
    String quoted = "\"" + role.replace("\"", "\"\"") + "\"";
    prepared.call(connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute("GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, quoted));
        statement.execute("GRANT SELECT, INSERT ON %s TO %s".formatted(prepared.table, quoted));
      }
      return true;
    });
  }

  private static PostgresKeyEncryption of(DataSource connections, String schema) {
    if (!NAME.matcher(schema).matches()) {
      throw new IllegalArgumentException(
          "troupe.encryption.postgres.schema must match '%s', was '%s'".formatted(NAME, schema));
    }
    return new PostgresKeyEncryption(connections, schema);
  }

  private void create(String schema) {
    call(connection -> {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('%s', 0))".formatted(table));
        if (!exists(connection)) {
          statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
          statement.execute(
              "CREATE TABLE %s (name varchar(255) PRIMARY KEY, material bytea NOT NULL, number integer GENERATED ALWAYS AS IDENTITY, created timestamptz NOT NULL DEFAULT clock_timestamp())"
                  .formatted(table));
        }
        if (newest(connection).isEmpty()) {
          insert(connection);
        }
        connection.commit();
        return true;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    });
  }

  private boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?)")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getString(1) != null;
      }
    }
  }

  private Optional<String> newest(Connection connection) throws SQLException {
    String sql = "SELECT name FROM %s ORDER BY number DESC LIMIT 1".formatted(table);
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  private void insert(Connection connection) throws SQLException {
    byte[] material = new byte[RawKey.BYTES];
    random.nextBytes(material);
    String sql = "INSERT INTO %s (name, material) VALUES (?, ?)".formatted(table);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, "postgres:" + Long.toUnsignedString(random.nextLong(), 36));
      statement.setBytes(2, material);
      statement.executeUpdate();
    }
  }

  /** Adds a key that wraps from now on; the others stay to unwrap. */
  public void rotate() {
    call(connection -> {
      insert(connection);
      return true;
    });
  }

  @Override
  public String current() {
    return call(
        connection -> newest(connection).orElseThrow(() -> new SQLException(table + " is empty")));
  }

  @Override
  public byte[] wrap(String name, byte[] dataKey, byte[] associatedData) {
    try {
      return key(name).encrypt(dataKey, associatedData);
    } catch (GeneralSecurityException e) {
      throw new KeyFailure.Unavailable("'%s' can't wrap: %s".formatted(name, e.getMessage()), e);
    }
  }

  @Override
  public byte[] unwrap(String name, byte[] wrapped, byte[] associatedData) {
    try {
      return key(name).decrypt(wrapped, associatedData);
    } catch (GeneralSecurityException e) {
      throw new KeyFailure.NotAuthentic(
          "a data key was not wrapped by '%s' for this tenant and number".formatted(name), e);
    }
  }

  private Aead key(String name) {
    return keys.computeIfAbsent(name, any -> call(connection -> read(connection, name)));
  }

  private Aead read(Connection connection, String name) throws SQLException {
    String sql = "SELECT material FROM %s WHERE name = ?".formatted(table);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new KeyFailure.Unavailable(
              "table %s: has no key '%s'; bring back the row".formatted(table, name));
        }
        return RawKey.aead(row.getBytes(1));
      }
    } catch (GeneralSecurityException e) {
      throw new KeyFailure.Unavailable(
          "table %s: key '%s' is none: %s".formatted(table, name, e.getMessage()), e);
    }
  }

  private interface Call<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T call(Call<T> call) {
    try (Connection connection = connections.getConnection()) {
      return call.on(connection);
    } catch (SQLException e) {
      throw new KeyFailure.Unavailable(
          "table %s: the database did not do its part: %s".formatted(table, e.getMessage()), e);
    }
  }
}
