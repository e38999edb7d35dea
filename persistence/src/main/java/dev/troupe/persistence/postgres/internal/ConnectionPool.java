package dev.troupe.persistence.postgres.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.FixedPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** A few connections beside the journal's, none of them open while nobody asks. Thread-safe. */
public final class ConnectionPool implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 3_000;
  private static final long IDLE_MILLIS = 60_000;

  private static final Set<HikariDataSource> OPEN = ConcurrentHashMap.newKeySet();

  private final HikariDataSource connections;

  private ConnectionPool(HikariDataSource connections) {
    this.connections = connections;
    OPEN.add(connections);
  }

  /** Those of this JVM that are not closed. */
  public static List<HikariDataSource> open() {
    return List.copyOf(OPEN);
  }

  /** A pool of at most this many connections; opens none. */
  public static ConnectionPool of(DatabaseSettings settings, String name, int most) {
    return new ConnectionPool(
        new HikariDataSource(config(settings, settings.connectionUrl(), name, most)));
  }

  /** The same, of which each node has one. */
  public static ConnectionPool of(DatabaseSettings settings, FixedPool pool) {
    return of(settings, pool.poolName(), pool.most());
  }

  /** The same for statements that may take as long as they need, on whole tables. */
  public static ConnectionPool patient(DatabaseSettings settings, FixedPool pool) {
    return patient(settings, pool.poolName(), pool.most());
  }

  /** The same for statements that may take as long as they need, on whole tables. */
  public static ConnectionPool patient(DatabaseSettings settings, String name, int most) {
    String url = JdbcUrl.parse(settings.connectionUrl()).withoutSocketTimeout();
    HikariConfig config = config(settings, url, name, most);
    config.setConnectionInitSql("SET statement_timeout = 0");
    return new ConnectionPool(new HikariDataSource(config));
  }

  private static HikariConfig config(DatabaseSettings settings, String url, String name, int most) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(most);
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE_MILLIS);
    config.setConnectionTimeout(PATIENCE_MILLIS);
    // A database that is away when a node starts is no reason not to start.
    config.setInitializationFailTimeout(-1);
    return config;
  }

  /** A connection within 3 seconds; closing it gives it back, and undoes what was not committed. */
  public Connection connect() throws SQLException {
    return connections.getConnection();
  }

  /** Gives a connection up, instead of giving it back. */
  public void discard(Connection connection) {
    connections.evictConnection(connection);
  }

  /** The same connections, for who knows the database without knowing this project's. */
  public DataSource source() {
    return connections;
  }

  @Override
  public void close() {
    OPEN.remove(connections);
    connections.close();
  }
}
