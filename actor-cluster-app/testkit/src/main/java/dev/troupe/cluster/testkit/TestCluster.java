package dev.troupe.cluster.testkit;

import dev.troupe.local.NodeGroup;
import dev.troupe.local.NodeProcess.Launch;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes as JVMs of their own, on free ports of this machine, and their database. For one thread at
 * a time, but for {@link #connect}.
 *
 * <p>Nobody is asked who it is, unless the environment sets {@code TROUPE_AUTH_MODE}; and any name
 * is a tenant's, unless it sets {@code TROUPE_TENANTS_ONLY_KNOWN}.
 *
 * <p>Closing it stops everything and deletes its folder, whose logs are printed before if a node
 * had to be killed. With {@code -Dtroupe.cluster.keep=true} the folder stays.
 */
public final class TestCluster implements AutoCloseable {
  /**
   * Options of a JVM whose callers wait for longer than a machine with too much to do takes, so
   * that what is slow is no failure.
   */
  public static final String PATIENT = "-Dtroupe.ask-timeout=15s";

  private static final String KEEP = "troupe.cluster.keep";
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Path directory;
  private final DatabaseSettings database;
  private final Optional<EmbeddedPostgres> ownServer;
  private final List<TestNode> nodes = new ArrayList<>();
  private final NodeGroup group;
  private final Wiring wiring;

  /** What runs on each of so many nodes. */
  private record Plan(int size, Class<?> app, Map<String, String> environment) {}

  private TestCluster(
      Path directory,
      DatabaseSettings database,
      Optional<EmbeddedPostgres> ownServer,
      Wiring wiring,
      Plan plan) {
    this.directory = directory;
    this.database = database;
    this.ownServer = ownServer;
    this.wiring = wiring;
    Launch launch =
        new Launch(
            plan.app(),
            wiring.reached(database),
            environment(plan.environment()),
            wiring::options,
            wiring::within);
    this.group =
        new NodeGroup(wiring.addresses(FreePorts.addresses(plan.size())), launch, directory);
    group.startAll();
    for (int i = 1; i <= plan.size(); i++) {
      nodes.add(new TestNode(group, i));
    }
  }

  private static Map<String, String> environment(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(given);
    all.putIfAbsent("TROUPE_AUTH_MODE", "none");
    all.putIfAbsent("TROUPE_TENANTS_ONLY_KNOWN", "false");
    all.putIfAbsent(NodeGroup.KEY_FILE, keyFile().toString());
    return all;
  }

  /** A cluster with a database of its own; returns when all nodes are ready. */
  public static TestCluster start(int nodes, Class<?> app) {
    return start(new Wiring.Direct(), new Plan(nodes, app, Map.of()));
  }

  /**
   * The same, in which nodes can be {@link #isolate isolated}.
   *
   * @throws IllegalStateException if this machine can't do that, and why
   */
  public static TestCluster startParting(int nodes, Class<?> app, Cut cut) {
    return start(cut.wiring(nodes), new Plan(nodes, app, Map.of()));
  }

  private static TestCluster start(Wiring wiring, Plan plan) {
    Path directory = temporaryDirectory();
    EmbeddedPostgres server = EmbeddedPostgres.in(directory.resolve("postgres")).port(0).start();
    return ready(new TestCluster(directory, server.settings(), Optional.of(server), wiring, plan));
  }

  /** A cluster on a database that is there already, and stays; with these environment variables. */
  public static TestCluster startOn(
      DatabaseSettings database, int nodes, Class<?> app, Map<String, String> environment) {
    return ready(launchOn(database, nodes, app, environment));
  }

  /** The same, without waiting until the nodes are ready: perhaps they never are. */
  public static TestCluster launchOn(
      DatabaseSettings database, int nodes, Class<?> app, Map<String, String> environment) {
    return new TestCluster(
        temporaryDirectory(),
        database,
        Optional.empty(),
        new Wiring.Direct(),
        new Plan(nodes, app, environment));
  }

  private static TestCluster ready(TestCluster cluster) {
    try {
      cluster.awaitReady();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** One for all clusters of a build: some share a database, one after the other or at once. */
  private static Path keyFile() {
    return Path.of("target", "test-keys", "key-encryption.json").toAbsolutePath();
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("troupe-cluster-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The node with this number, counted from 1. */
  public TestNode node(int number) {
    return nodes.get(number - 1);
  }

  /** All nodes, in the order of their numbers. */
  public List<TestNode> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * Returns when all nodes say that they are ready; fails with the last words of one that ended.
   */
  public void awaitReady() {
    group.awaitReady(START);
  }

  /**
   * From now on nothing goes between this node and the others, and neither side hears so. It still
   * reaches the database, and tests reach it. {@link Cut} says what "nothing" is.
   *
   * @throws IllegalStateException if the cluster was not started for it
   */
  public void isolate(TestNode node) {
    Set<Integer> others = new HashSet<>();
    nodes.forEach(each -> others.add(each.number()));
    others.remove(node.number());
    wiring.isolate(node.number(), others);
  }

  /**
   * From now on all nodes reach each other again.
   *
   * @throws IllegalStateException if the cluster was not started for it
   */
  public void heal() {
    wiring.heal();
  }

  /** The embedded server. */
  public EmbeddedPostgres server() {
    return ownServer.orElseThrow(
        () -> new IllegalStateException("the database is not this cluster's own"));
  }

  /** Where the certificates of the nodes are, if there is more than one. */
  public Path tlsDirectory() {
    return directory.resolve("tls");
  }

  /** Where the events are. */
  public DatabaseSettings database() {
    return database;
  }

  /** A connection to the database, as the role that the nodes use, in their schema. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(
        database.connectionUrl(), database.user(), database.password());
  }

  @Override
  public void close() {
    group
        .stopAll(STOP)
        .forEach(node ->
            System.err.printf(
                "node %d had to be killed; its last words:%n%s%n",
                node.number(), node.lastWords(40)));
    wiring.close();
    ownServer.ifPresent(EmbeddedPostgres::close);
    if (Boolean.getBoolean(KEEP)) {
      System.err.printf("kept the cluster's folder: %s%n", directory);
    } else {
      Directories.delete(directory);
    }
  }
}
