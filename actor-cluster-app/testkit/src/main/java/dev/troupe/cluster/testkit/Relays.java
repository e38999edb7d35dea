package dev.troupe.cluster.testkit;

import dev.troupe.local.NodeProcess.NodeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A relay in front of each node's remoting, in this JVM: the node announces the relay's port and
 * listens on its own. For one thread at a time.
 *
 * <p>Who connects is known by the address it comes from: the whole of 127.0.0.0/8 is Linux's
 * loopback, and each node has one of these. What is sent over a cut is held back and arrives when
 * it heals, as TCP does it after packets were lost; so does the news that a connection has ended.
 */
final class Relays implements Wiring {
  private static final String HOST = "127.0.0.1";
  private static final int MOST = 200;

  private final Cuts cuts = new Cuts();
  private final Map<Integer, Integer> ports = new HashMap<>();
  private final List<Relay> relays = new ArrayList<>();

  private Relays() {}

  /**
   * Relays for so many nodes.
   *
   * @throws IllegalStateException if this machine's loopback is only one address
   */
  static Relays of(int size) {
    if (size > MOST) {
      throw new IllegalStateException(
          "a partition by relays is of up to %d nodes, was %d".formatted(MOST, size));
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(source(size)), 0));
    } catch (IOException e) {
      throw new IllegalStateException(
          "a partition needs Linux: this machine's loopback does not have the address '%s'"
              .formatted(source(size)),
          e);
    }
    return new Relays();
  }

  /** Where a node's connections come from. */
  static String source(int node) {
    return "127.77.0." + node;
  }

  private static int nodeAt(InetAddress source) {
    return Byte.toUnsignedInt(source.getAddress()[3]);
  }

  @Override
  public List<NodeAddress> addresses(List<NodeAddress> free) {
    List<NodeAddress> announced = new ArrayList<>();
    for (NodeAddress each : free) {
      int node = announced.size() + 1;
      ports.put(node, each.remotingPort());
      announced.add(
          new NodeAddress(
              each.host(),
              each.httpPort(),
              each.managementPort(),
              relayTo(node, each.remotingPort())));
    }
    return announced;
  }

  /** The port of a new relay to this node, which listens on that port. */
  int relayTo(int node, int port) {
    Relay relay = Relay.from(HOST, port, source -> cuts.awaitWay(nodeAt(source), node));
    relays.add(relay);
    return relay.port();
  }

  @Override
  public List<String> options(int node) {
    return List.of(
        "-Dpekko.remote.artery.bind.port=" + ports.get(node),
        "-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + source(node));
  }

  @Override
  public void isolate(int node, Set<Integer> others) {
    others.forEach(other -> cuts.between(node, other));
  }

  @Override
  public void heal() {
    cuts.heal();
  }

  @Override
  public void close() {
    relays.forEach(Relay::close);
    // Whoever still waits finds closed sockets.
    cuts.heal();
  }
}
