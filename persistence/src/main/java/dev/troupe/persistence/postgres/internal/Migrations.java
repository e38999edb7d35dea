package dev.troupe.persistence.postgres.internal;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.DatabaseUnavailable;
import dev.troupe.persistence.postgres.SchemaMismatch;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our migrations against one schema of one database. */
public final class Migrations {

  private static final Logger LOG =
      LoggerFactory.getLogger("dev.troupe.persistence.postgres.Schema");

  private static final int OLDEST_SERVER = 13;

  // "troupe" in ASCII: any number that other users of advisory locks in the database will not hit.
  private static final long LOCK = 0x74726f757065L;

  // A migration may take longer than a request, but must not make requests queue behind its locks.
  private static final String LOCK_TIMEOUT = "SET lock_timeout = '10s'";
  private static final String LIMITS = "SET statement_timeout = 0; " + LOCK_TIMEOUT;

  private final DatabaseSettings settings;
  private final DatabaseSettings owner;
  private final int version;
  private final String url;

  /** The migrations of a build whose tables have a version. */
  public Migrations(DatabaseSettings settings, int version) {
    this.settings = settings;
    this.owner = settings.asOwner();
    this.version = version;
    this.url = JdbcUrl.parse(settings.connectionUrl()).withoutSocketTimeout();
  }

  /** Changes nothing; refuses what this build cannot work with. */
  public void verify() {
    try (Connection connection = connect(settings)) {
      requireServer(connection);
      int found = check(flyway(settings));
      if (found < version) {
        throw new SchemaMismatch(
            "database schema '%s': the tables have version '%d', expected '%d'; run the migration, Schema.migrate, before this build"
                .formatted(settings.schema(), found, version));
      }
    } catch (SQLException | FlywayException e) {
      throw unavailable(settings, e);
    }
  }

  /** Brings the tables to our version while others wait. */
  public void migrate() {
    // Flyway has a lock of its own, but looks at it once a second and not before it has read the
    // state: eight nodes on an empty database took 2.6 s without ours and 0.3 s with it. What is
    // checked here is still true when it is migrated. The lock goes with the connection.
    try (Connection connection = connect(owner)) {
      requireServer(connection);
      lock(connection);
      Flyway flyway = flyway(owner);
      int found = check(flyway);
      if (found < version) {
        LOG.info(
            "database schema '{}': migrating from version {} to {}",
            settings.schema(),
            found,
            version);
        flyway.migrate();
        LOG.info("database schema '{}': has version {} now", settings.schema(), version);
      }
      grant(connection);
      new NodeRole(settings).warnUnlessHeld(new Catalogue(connection));
    } catch (SQLException | FlywayException e) {
      throw unavailable(owner, e);
    }
  }

  /**
   * Brings the tables of an application to the newest of its migrations, after ours.
   *
   * @param name of a-z 0-9 _; what ran is remembered in the table {@code migrations_} and this
   * @param folder of the class path
   */
  public void migrate(String name, String folder) {
    try (Connection connection = connect(owner)) {
      lock(connection);
      Flyway flyway = flyway(owner, name, folder);
      // Asked first, so that where nothing is to be done no right to do it is needed.
      if (!flyway.validateWithResult().validationSuccessful) {
        flyway.migrate();
      }
      grant(connection);
    } catch (FlywayValidateException e) {
      throw new SchemaMismatch(
          "database schema '%s': the tables of '%s' do not fit the migrations in '%s' (%s); add a migration instead of editing one"
              .formatted(settings.schema(), name, folder, e.getMessage()));
    } catch (SQLException | FlywayException e) {
      throw unavailable(owner, e);
    }
  }

  /** Changes nothing; refuses tables of an application that its migrations did not make so. */
  public void verify(String name, String folder) {
    try {
      var found = flyway(settings, name, folder).validateWithResult();
      if (!found.validationSuccessful) {
        throw new SchemaMismatch(
            "database schema '%s': the tables of '%s' are not as the migrations in '%s' make them; start a node of this build, which runs them"
                .formatted(settings.schema(), name, folder));
      }
    } catch (FlywayException e) {
      throw unavailable(settings, e);
    }
  }

  /** Whether there are tables, and of a version before ours, once nobody migrates them. */
  public boolean isPending() {
    try (Connection connection = connect(owner)) {
      requireServer(connection);
      lock(connection);
      int found = check(flyway(owner));
      return found > 0 && found < version;
    } catch (SQLException | FlywayException e) {
      throw unavailable(owner, e);
    }
  }

  private Flyway flyway(DatabaseSettings as, String name, String folder) {
    return Flyway.configure()
        .configuration(flyway(as).getConfiguration())
        .locations("classpath:" + folder)
        .table("migrations_" + name)
        // The schema is not empty, it has our tables.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  private static void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 0");
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      statement.execute(LOCK_TIMEOUT);
    }
  }

  private void grant(Connection connection) throws SQLException {
    Catalogue catalogue = new Catalogue(connection);
    new ErasurePolicy(settings).create(catalogue);
    new NodeRole(settings).grant(catalogue);
    new ReaderRole(settings).grant(catalogue);
  }

  private static void requireServer(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    requireServer(server.getDatabaseMajorVersion(), server.getDatabaseProductVersion());
  }

  static void requireServer(int major, String version) {
    // 13 brought xid8, which orders the feed.
    if (major < OLDEST_SERVER) {
      throw new SchemaMismatch(
          "database server: has version '%s', expected PostgreSQL '%d' or newer; upgrade the server"
              .formatted(version, OLDEST_SERVER));
    }
  }

  /** The version that the database has, 0 for none; refuses what no migration of ours will mend. */
  private int check(Flyway flyway) {
    List<String> edited = new ArrayList<>();
    int found = 0;
    for (MigrationInfo info : flyway.info().all()) {
      MigrationState state = info.getState();
      if (!state.isApplied() || !info.isVersioned()) {
        continue;
      }
      if (!state.isResolved()) {
        throw new SchemaMismatch(
            "database schema '%s': the tables have version '%s', which this build does not know, expected at most '%d'; start a build that knows it"
                .formatted(settings.schema(), info.getVersion(), version));
      }
      if (state.isFailed()) {
        throw new SchemaMismatch(
            "database schema '%s': migration '%s' is recorded as failed; remove its row from the flyway_schema_history table once the tables are as before it"
                .formatted(settings.schema(), info.getScript()));
      }
      if (!info.isChecksumMatching()) {
        edited.add(info.getScript());
      }
      found = Math.max(found, Integer.parseInt(info.getVersion().getVersion()));
    }
    if (!edited.isEmpty()) {
      throw new SchemaMismatch(
          "database schema '%s': was made by another text of the migrations '%s' than this build holds; start the build that made it, and add a migration instead of editing one"
              .formatted(settings.schema(), String.join("', '", edited)));
    }
    return found;
  }

  private Flyway flyway(DatabaseSettings as) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .loggers(FlywayLog.class.getName())
        .dataSource(url, as.user(), as.password())
        .initSql(LIMITS)
        .locations("classpath:dev/troupe/persistence/postgres/migrations")
        .failOnMissingLocations(true)
        .defaultSchema(settings.schema())
        .schemas(settings.schema())
        .createSchemas(true)
        .placeholderReplacement(false)
        .cleanDisabled(true)
        .load();
  }

  private Connection connect(DatabaseSettings as) throws SQLException {
    return DriverManager.getConnection(url, as.user(), as.password());
  }

  private static DatabaseUnavailable unavailable(DatabaseSettings settings, Exception cause) {
    return new DatabaseUnavailable(
        "database '%s': did not do its part for user '%s' and schema '%s' (%s); see that it runs, that address and password are right and that the user may create tables there"
            .formatted(
                settings.url().replaceFirst("(?s)\\?.*", ""),
                settings.user(),
                settings.schema(),
                cause.getMessage()),
        cause);
  }
}
