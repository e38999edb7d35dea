package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;

/**
 * The application's role, the role as which it reads one tenant's rows, and the database in an
 * embedded server, made where they are missing.
 */
final class Accounts {

  static final String NAME = "troupe";

  // invalid password (or no such role), invalid authorization, no such database
  private static final Set<String> NOT_SET_UP = Set.of("28P01", "28000", "3D000");

  private static final String READER_IS_GRANTED =
      "SELECT FROM pg_roles WHERE rolname = 'troupe_reader' AND pg_has_role('troupe', oid, 'MEMBER')";

  private final DataDirectory directory;
  private final int port;

  Accounts(DataDirectory directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Makes sure that the password in the file opens the database; safe to repeat after a kill. */
  void ensure() throws IOException {
    if (!Files.exists(directory.password())) {
      Secrets.create(directory.password());
    }
    String password = Secrets.read(directory.password());
    try {
      if (!opens(password)) {
        create(password);
      }
    } catch (SQLException e) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: the server in '%s' runs but refused the work on role and database '%s' (%s); see its log '%s'"
              .formatted(directory.root(), NAME, e.getMessage(), directory.log()),
          e);
    }
  }

  private boolean opens(String password) throws SQLException {
    try (Connection connection = connect(NAME, NAME, password);
        Statement statement = connection.createStatement()) {
      return exists(statement, READER_IS_GRANTED);
    } catch (SQLException e) {
      if (NOT_SET_UP.contains(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private void create(String password) throws SQLException, IOException {
    if (!Files.exists(directory.superuserPassword())) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: '%s' is gone, expected the password that the data were created with; restore the file, or move the directory away to start with an empty one"
              .formatted(directory.superuserPassword()));
    }
    String superuser = Secrets.read(directory.superuserPassword());
    try (Connection connection = connect("postgres", "postgres", superuser);
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = 'troupe'")) {
        statement.execute("CREATE ROLE troupe LOGIN");
      }
      if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = 'troupe_reader'")) {
        statement.execute("CREATE ROLE troupe_reader NOLOGIN");
      }
      // Who is a member may become it for a transaction; nobody connects as it, so it has no
      // password.
      statement.execute("GRANT troupe_reader TO troupe");
      // A statement that fails is logged with its text, and so with the password.
      statement.execute("SET log_min_error_statement = panic");
      statement.execute("ALTER ROLE troupe PASSWORD '" + password.replace("'", "''") + "'");
      if (!exists(statement, "SELECT FROM pg_database WHERE datname = 'troupe'")) {
        statement.execute("CREATE DATABASE troupe OWNER troupe");
      }
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private Connection connect(String database, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
  }
}
