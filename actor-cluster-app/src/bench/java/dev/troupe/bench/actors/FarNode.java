package dev.troupe.bench.actors;

import dev.troupe.bench.actors.ActorsNode.Place;
import dev.troupe.bench.jvm.StopWithStarter;
import dev.troupe.local.NodeProcess;
import dev.troupe.local.NodeProcess.Launch;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;

/** The other node, a JVM of its own. */
public final class FarNode implements AutoCloseable {
  private static final String HOST = "127.0.0.2";
  private static final String SEED = "BENCH_SEED";
  private static final String TLS = "BENCH_TLS_DIRECTORY";
  private static final Duration STOP = Duration.ofSeconds(20);

  private final NodeProcess process;

  private FarNode(NodeProcess process) {
    this.process = process;
  }

  /** Runs one that is told everything by its environment. */
  public static void main(String[] args) throws InterruptedException {
    StopWithStarter.watch();
    Map<String, String> environment = System.getenv();
    DatabaseSettings database = DatabaseSettings.fromEnvironment(environment).orElseThrow();
    ActorsNode.start(
            database, new Place(HOST, 0, Place.FAR), Path.of(environment.getOrDefault(TLS, "")))
        .join(AddressFromURIString.parse(environment.getOrDefault(SEED, "")));
  }

  /** Starts one that joins the cluster of the node at this address. */
  static FarNode start(DatabaseSettings database, Address seed, Path tls, Path folder) {
    // Nothing listens on these ports; the remoting takes any that is free.
    NodeAddress address = new NodeAddress(HOST, 8080, 7626, 17355);
    Map<String, String> environment =
        Map.of(SEED, seed.toString(), TLS, tls.toString(), "TROUPE_LOG_LEVEL", "WARN");
    // A node of a local cluster is started for a short life; this one is to be as fast as can be.
    List<String> options =
        List.of("-Xms1g", "-Xmx1g", "-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC");
    return new FarNode(
        NodeProcess.start(
            2,
            address,
            new Launch(
                FarNode.class, database, environment, number -> options, number -> List.of()),
            folder.resolve("far-node.log")));
  }

  /** The operating system's number of it. */
  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.stop();
    if (!process.awaitEnd(STOP)) {
      process.kill();
    }
  }
}
