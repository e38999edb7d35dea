package dev.troupe.bench.http;

import dev.troupe.bench.handwritten.HandWrittenBank;
import dev.troupe.bench.node.Ground;
import dev.troupe.local.NodeGroup;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Schema;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A server in a JVM of its own, with the options that a node gets. For one thread. */
public final class Service implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration STOP = Duration.ofSeconds(20);

  /** What the platform itself writes down of tenants is no command of theirs. */
  private static final String JOURNAL = "event_journal WHERE tenant_id <> '_system'";

  /** Variables with which anyone may ask anything, of a tenant with any name. */
  public static final Map<String, String> OPEN =
      Map.of("TROUPE_AUTH_MODE", "none", "TROUPE_TENANTS_ONLY_KNOWN", "false");

  private final DatabaseSettings database;
  private final String table;
  private final NodeGroup group;
  private final NodeAddress address;
  private final double millisUntilReady;

  private Service(
      Class<?> main,
      DatabaseSettings database,
      String table,
      Map<String, String> environment,
      Path folder)
      throws IOException {
    this.database = database;
    this.table = table;
    this.address = new NodeAddress("127.0.0.1", freePort(), freePort(), freePort());
    this.group = new NodeGroup(List.of(address), main, database, environment, folder);
    long start = System.nanoTime();
    group.startAll();
    group.awaitReady(PATIENCE);
    this.millisUntilReady = (System.nanoTime() - start) / 1e6;
  }

  /** One node that serves accounts, with its tables in this schema. */
  public static Service node(Ground ground, String schema) throws IOException {
    return node(AccountsApp.class, ground, schema);
  }

  /** The same, with these environment variables instead of {@link #OPEN}. */
  public static Service node(Ground ground, String schema, Map<String, String> environment)
      throws IOException {
    return node(AccountsApp.class, ground, schema, environment);
  }

  /** One node that runs this app, with its tables in this schema, which are there already. */
  public static Service node(Class<?> app, Ground ground, String schema) throws IOException {
    return node(app, ground, schema, OPEN);
  }

  private static Service node(
      Class<?> app, Ground ground, String schema, Map<String, String> environment)
      throws IOException {
    DatabaseSettings database = ground.database(schema);
    Schema.migrate(database);
    return new Service(app, database, JOURNAL, environment, ground.folder());
  }

  /** The bank written by hand, with a pool of this size; all of them share their tables. */
  static Service handWritten(Ground ground, int poolSize) throws IOException {
    // It makes its tables itself.
    DatabaseSettings database = ground.database("hand_written").withPoolSize(poolSize).asOwner();
    return new Service(HandWrittenBank.class, database, "ledger", OPEN, ground.folder());
  }

  /** Below the ports that the system gives to outgoing connections. */
  private static int freePort() throws IOException {
    int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (BindException e) {
      return freePort(); // Another's; the next may be free.
    }
  }

  /** Where it serves. */
  public InetSocketAddress address() {
    return new InetSocketAddress(address.host(), address.httpPort());
  }

  /** The operating system's number of it. */
  public long pid() {
    return group.nodes().getFirst().pid();
  }

  /** From the start of the process to the first time that it said it was ready. */
  public double millisUntilReady() {
    return millisUntilReady;
  }

  /** How many rows commands have left in its tables. */
  long rows() throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                database.connectionUrl(), database.user(), database.password());
        var select = connection.createStatement();
        var found = select.executeQuery("SELECT count(*) FROM " + table)) {
      found.next();
      return found.getLong(1);
    }
  }

  /** Asks it to end, and waits for that. */
  @Override
  public void close() {
    group.stopAll(STOP).forEach(each -> System.err.println("a service had to be killed"));
  }
}
