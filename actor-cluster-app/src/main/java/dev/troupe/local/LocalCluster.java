package dev.troupe.local;

import dev.troupe.app.Declarations;
import dev.troupe.app.StartFailure;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.EmbeddedPostgresException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** An embedded PostgreSQL and nodes as JVMs of their own, until Ctrl-C. */
public final class LocalCluster {
  private static final String HOST = "127.0.0.1";
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(8);

  private final LocalSettings settings;
  private final PrintStream out = System.out;
  private Optional<NodeGroup> nodes = Optional.empty();
  private Optional<EmbeddedPostgres> server = Optional.empty();
  private volatile boolean stopping;

  private LocalCluster(LocalSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts everything, says how to use it, and returns; a shutdown hook stops it.
   *
   * @param mainClass whose main calls {@code Troupe.run}, which the nodes run too
   * @throws StartFailure if it can't; what was started is then stopped
   */
  public static void run(LocalSettings settings, Class<?> mainClass, Declarations declarations) {
    LocalCluster cluster = new LocalCluster(settings);
    Thread stop = Thread.ofPlatform().name("stop").unstarted(cluster::stop);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      cluster.start(mainClass, declarations);
    } catch (RuntimeException e) {
      cluster.stop();
      throw e;
    }
  }

  private void start(Class<?> mainClass, Declarations declarations) {
    List<NodeAddress> addresses =
        IntStream.range(0, settings.nodes()).mapToObj(this::address).toList();
    addresses.forEach(LocalCluster::requireFree);
    DatabaseSettings database = database();
    out.printf("Starting %d node%s ...%n", addresses.size(), addresses.size() == 1 ? "" : "s");
    LocalTokens tokens = LocalTokens.in(settings.data(), System.getenv());
    NodeGroup group =
        new NodeGroup(
            addresses, mainClass, database, environment(tokens, System.getenv()), settings.data());
    nodes = Optional.of(group);
    group.startAll();
    group.awaitReady(START);
    group.nodes().forEach(this::reportEnd);
    sayHowToUse(group, declarations, tokens);
  }

  /** Tokens are of use only to tenants that are there. */
  private static Map<String, String> environment(LocalTokens tokens, Map<String, String> given) {
    Map<String, String> all = new HashMap<>(tokens.environment());
    all.put("TROUPE_TENANTS_ONLY_KNOWN", "true");
    all.put("TROUPE_TENANTS_CREATED_AT_START", String.join(",", LocalTokens.TENANTS));
    all.keySet().removeIf(given::containsKey);
    return all;
  }

  private NodeAddress address(int index) {
    return new NodeAddress(
        HOST,
        settings.httpPort() + index,
        settings.managementPort() + index,
        settings.remotingPort() + index);
  }

  private static void requireFree(NodeAddress address) {
    Ports.requireFree(address.host(), address.httpPort(), "HTTP", "--http-port");
    Ports.requireFree(address.host(), address.managementPort(), "management", "--management-port");
    Ports.requireFree(address.host(), address.remotingPort(), "remoting", "--remoting-port");
  }

  private DatabaseSettings database() {
    Optional<DatabaseSettings> given = DatabaseSettings.fromEnvironment(System.getenv());
    if (given.isPresent()) {
      out.printf("PostgreSQL at %s%n", given.get().url());
      return given.get();
    }
    try {
      Path directory = settings.data().resolve("postgres");
      EmbeddedPostgres started =
          EmbeddedPostgres.in(directory).port(settings.postgresPort()).start();
      server = Optional.of(started);
      out.printf(
          "PostgreSQL %s on port %d, data in %s%n", started.version(), started.port(), directory);
      return started.settings();
    } catch (EmbeddedPostgresException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** A thread per node, which also keeps this JVM alive for as long as a node is. */
  private void reportEnd(NodeProcess node) {
    Thread.ofPlatform()
        .name("node-" + node.number())
        .start(() -> {
          int code = node.awaitEnd();
          if (!stopping) {
            out.printf(
                "node %d ended with code %d; its last words are in %s%n",
                node.number(), code, node.log());
            if (nodes.orElseThrow().nodes().stream().noneMatch(NodeProcess::isAlive)) {
              out.println("no node is left");
              System.exit(1);
            }
          }
        });
  }

  private void sayHowToUse(NodeGroup group, Declarations declarations, LocalTokens tokens) {
    for (NodeProcess node : group.nodes()) {
      out.printf("node %d  %s  (%s)%n", node.number(), node.address().url(), node.log());
    }
    List<String> urls = group.nodes().stream().map(node -> node.address().url()).toList();
    tokens.files().forEach((whose, file) -> out.printf("token of %s  %s%n", whose, file));
    List<String> examples = Examples.of(declarations, urls, tokens.header("acme"));
    if (!examples.isEmpty()) {
      out.println("Try it:");
      examples.forEach(line -> out.println("  " + line));
    }
    out.println("Ctrl-C stops everything.");
    out.flush();
  }

  private synchronized void stop() {
    if (stopping) {
      return;
    }
    stopping = true;
    nodes.ifPresent(group ->
        group
            .stopAll(STOP)
            .forEach(
                node -> out.printf("node %d did not end in time and was killed%n", node.number())));
    server.ifPresent(EmbeddedPostgres::close);
    nodes.ifPresent(group -> out.println("Stopped."));
    out.flush();
  }
}
