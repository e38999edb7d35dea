package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * The role that owns the database in an embedded server, the one as which nodes work, the one as
 * which they read one tenant's rows, and the database, made where they are missing.
 */
final class Accounts {

  static final String NAME = "troupe";
  static final String OWNER = "troupe_owner";

  // invalid password (or no such role), invalid authorization, no such database
  private static final Set<String> NOT_SET_UP = Set.of("28P01", "28000", "3D000");

  private static final String IS_COMPLETE =
      "SELECT WHERE pg_has_role('troupe', 'troupe_reader', 'MEMBER') AND EXISTS"
          + " (SELECT FROM pg_database WHERE datname = 'troupe' AND datdba = current_user::regrole)";

  private final DataDirectory directory;
  private final int port;

  Accounts(DataDirectory directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Makes sure that the passwords in the files open the database; safe to repeat after a kill. */
  void ensure() throws IOException {
    String password = secret(directory.password());
    String ownerPassword = secret(directory.ownerPassword());
    try {
      if (!opens(NAME, password, "SELECT 1") || !opens(OWNER, ownerPassword, IS_COMPLETE)) {
        create(password, ownerPassword);
      }
    } catch (SQLException e) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: the server in '%s' runs but refused the work on roles and database '%s' (%s); see its log '%s'"
              .formatted(directory.root(), NAME, e.getMessage(), directory.log()),
          e);
    }
  }

  private static String secret(Path file) throws IOException {
    return Files.exists(file) ? Secrets.read(file) : Secrets.create(file);
  }

  private boolean opens(String user, String password, String query) throws SQLException {
    try (Connection connection = connect(NAME, user, password);
        Statement statement = connection.createStatement()) {
      return exists(statement, query);
    } catch (SQLException e) {
      if (NOT_SET_UP.contains(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private void create(String password, String ownerPassword) throws SQLException, IOException {
    if (!Files.exists(directory.superuserPassword())) {
      throw new EmbeddedPostgresException(
          "embedded PostgreSQL: '%s' is gone, expected the password that the data were created with; restore the file, or move the directory away to start with an empty one"
              .formatted(directory.superuserPassword()));
    }
    String superuser = Secrets.read(directory.superuserPassword());
    try (Connection connection = connect("postgres", "postgres", superuser);
        Statement statement = connection.createStatement()) {
      for (String role : List.of(NAME, OWNER, "troupe_reader")) {
        if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = '%s'".formatted(role))) {
          statement.execute("CREATE ROLE " + role);
        }
      }
      // Who is a member may become it for a transaction; nobody connects as it, so it has no
      // password.
      statement.execute("GRANT troupe_reader TO troupe");
      // A statement that fails is logged with its text, and so with the password.
      statement.execute("SET log_min_error_statement = panic");
      letIn(statement, NAME, password);
      letIn(statement, OWNER, ownerPassword);
      if (!exists(statement, "SELECT FROM pg_database WHERE datname = 'troupe'")) {
        statement.execute("CREATE DATABASE troupe OWNER troupe_owner");
      }
    }
    // Data of an earlier build belong to the role that nodes worked as.
    try (Connection connection = connect(NAME, "postgres", superuser);
        Statement statement = connection.createStatement()) {
      statement.execute("REASSIGN OWNED BY troupe TO troupe_owner");
    }
  }

  private static void letIn(Statement statement, String role, String password) throws SQLException {
    statement.execute(
        "ALTER ROLE %s LOGIN PASSWORD '%s'".formatted(role, password.replace("'", "''")));
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
