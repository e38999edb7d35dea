package dev.troupe.local;

import dev.troupe.local.NodeProcess.Launch;
import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Nodes on this machine that form one cluster: each knows where the others are, and more than one
 * talk mutual TLS. For one thread at a time.
 */
public final class NodeGroup {
  /** The variable that names the key file. */
  public static final String KEY_FILE = "TROUPE_KEY_FILE";

  private final List<NodeAddress> addresses;
  private final Launch launch;
  private final Path data;
  private final List<NodeProcess> nodes = new ArrayList<>();

  /**
   * Nodes at these addresses, none of which runs yet.
   *
   * @param mainClass whose main calls {@code Troupe.run}
   * @param database where they keep their events
   * @param environment more settings, by environment variable
   * @param data the folder of certificates, logs and, unless the environment names one, the key
   *     file
   */
  public NodeGroup(
      List<NodeAddress> addresses,
      Class<?> mainClass,
      DatabaseSettings database,
      Map<String, String> environment,
      Path data) {
    this(
        addresses,
        new Launch(mainClass, database, environment, number -> List.of(), number -> List.of()),
        data);
  }

  /** The same, started as this says, and with the settings that make them a cluster. */
  public NodeGroup(List<NodeAddress> addresses, Launch launch, Path data) {
    this.addresses = List.copyOf(addresses);
    this.data = data;
    Map<String, String> all = new HashMap<>();
    all.put(
        "TROUPE_CONTACT_POINTS",
        addresses.stream().map(NodeAddress::contactPoint).collect(Collectors.joining(",")));
    all.put("TROUPE_MIN_MEMBERS", String.valueOf(addresses.size() / 2 + 1));
    all.put("TROUPE_PROBE_LOG_LEVEL", "ERROR");
    // Made by the first node that starts: what reads it warns on a JVM without a node's options.
    all.put(
        KEY_FILE, data.resolve("keys").resolve("key-encryption.json").toAbsolutePath().toString());
    all.put("TROUPE_KEY_FILE_CREATE", "on");
    all.put(
        "TROUPE_CERTIFICATE_KEY",
        data.resolve("keys").resolve("certificate.jwk").toAbsolutePath().toString());
    all.put("TROUPE_CERTIFICATE_KEY_CREATE", "on");
    if (addresses.size() > 1) {
      Path tls = LocalCertificates.in(data.resolve("tls"));
      all.put("TROUPE_TLS_DIRECTORY", tls.toAbsolutePath().toString());
    }
    all.putAll(launch.environment());
    this.launch =
        new Launch(
            launch.mainClass(), launch.database(), all, launch.jvmOptions(), launch.within());
  }

  /** Starts all; they are not ready yet. */
  public void startAll() {
    for (int i = 0; i < addresses.size(); i++) {
      nodes.add(start(i));
    }
  }

  /** Starts the node with this number, counted from 1, that ended before. */
  public NodeProcess startAgain(int number) {
    NodeProcess started = start(number - 1);
    nodes.set(number - 1, started);
    return started;
  }

  private NodeProcess start(int index) {
    Path log = data.resolve("logs").resolve("node-%d.log".formatted(index + 1));
    return NodeProcess.start(index + 1, addresses.get(index), launch, log);
  }

  /** Returns when all are ready; fails with the last words of one that ended. */
  public void awaitReady(Duration patience) {
    new NodeWatch(nodes, patience).awaitReady();
  }

  /** The nodes in the order of their numbers, which start with 1. */
  public List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * Asks all to leave and end, and kills those that have not after this long.
   *
   * <p>The first goes last. What runs once in the cluster is on the oldest node, and a hand-over to
   * one that leaves too would wait for its end.
   *
   * @return those that had to be killed
   */
  public List<NodeProcess> stopAll(Duration patience) {
    long start = System.nanoTime();
    List<NodeProcess> killed = new ArrayList<>();
    if (nodes.size() > 1) {
      killed.addAll(end(nodes.subList(1, nodes.size()), start + patience.toNanos() * 6 / 10));
    }
    killed.addAll(end(nodes, start + patience.toNanos()));
    return killed;
  }

  private static List<NodeProcess> end(List<NodeProcess> ending, long deadline) {
    ending.forEach(NodeProcess::stop);
    List<NodeProcess> killed = new ArrayList<>();
    for (NodeProcess node : ending) {
      if (!node.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        node.kill();
        killed.add(node);
      }
    }
    return killed;
  }
}
