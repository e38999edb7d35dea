package dev.troupe.cluster.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.troupe.local.NodeProcess.NodeAddress;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A network namespace for each node, all on one bridge of this machine, so that what goes from one
 * to another can be dropped. Needs root, Linux and {@code ip} (iproute2). For one thread at a time.
 *
 * <p>What is dropped is dropped silently, as by a broken switch: nobody hears that a connection is
 * gone. Packets go to a hardware address that nobody has.
 */
final class Networks implements Wiring {
  private static final int MOST = 200;
  private static final String LOOPBACK = "127.0.0.1";
  private static final String TAKEN = "File exists";
  private static final String NOBODY = "02:00:00:00:00:fe";

  private final int number;
  private final int size;
  private final List<Relay> toDatabase = new ArrayList<>();

  private Networks(int number, int size) {
    this.number = number;
    this.size = size;
  }

  /**
   * Networks for so many nodes.
   *
   * @throws IllegalStateException if this machine has none to give; it says why
   */
  static Networks of(int size) {
    for (int number = 1; number <= MOST; number++) {
      Networks networks = new Networks(number, size);
      // Who has the bridge has the number.
      String failure = ip("link", "add", networks.bridge(), "type", "bridge");
      if (failure.isEmpty()) {
        networks.build();
        return networks;
      }
      if (!failure.contains(TAKEN)) {
        throw new IllegalStateException(
            "a partition by networks needs root, Linux and ip (iproute2): " + failure);
      }
    }
    throw new IllegalStateException(
        "a partition by networks: all of %d are in use".formatted(MOST));
  }

  private void build() {
    try {
      require("addr", "add", hostAddress() + "/24", "dev", bridge());
      require("link", "set", bridge(), "up");
      for (int node = 1; node <= size; node++) {
        String inside = namespace(node);
        String outside = bridge() + "v" + node;
        require("netns", "add", inside);
        require("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", inside);
        require("link", "set", outside, "master", bridge(), "up");
        require("-n", inside, "addr", "add", address(node) + "/24", "dev", "eth0");
        require("-n", inside, "link", "set", "eth0", "up");
        require("-n", inside, "link", "set", "lo", "up");
      }
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  private String bridge() {
    return "trp" + number;
  }

  private String namespace(int node) {
    return "%s-%d".formatted(bridge(), node);
  }

  /** Where this machine itself is on the bridge. */
  private String hostAddress() {
    return "10.77.%d.254".formatted(number);
  }

  private String address(int node) {
    return "10.77.%d.%d".formatted(number, node);
  }

  @Override
  public List<NodeAddress> addresses(List<NodeAddress> free) {
    return IntStream.rangeClosed(1, size)
        .mapToObj(node -> free.get(node - 1).withHost(address(node)))
        .toList();
  }

  /** By a relay on the bridge, since the server listens on this machine's loopback only. */
  @Override
  public DatabaseSettings reached(DatabaseSettings database) {
    int port = URI.create(database.url().substring("jdbc:".length())).getPort();
    Relay relay = Relay.from(hostAddress(), port);
    toDatabase.add(relay);
    return database.withUrl(
        database.url().replace(LOOPBACK + ":" + port, hostAddress() + ":" + relay.port()));
  }

  @Override
  public List<String> within(int node) {
    return List.of("ip", "netns", "exec", namespace(node));
  }

  @Override
  public void isolate(int node, Set<Integer> others) {
    for (int other : others) {
      drop(node, other);
      drop(other, node);
    }
  }

  private void drop(int from, int to) {
    require(
        "-n",
        namespace(from),
        "neigh",
        "replace",
        address(to),
        "lladdr",
        NOBODY,
        "dev",
        "eth0",
        "nud",
        "permanent");
  }

  @Override
  public void heal() {
    IntStream.rangeClosed(1, size)
        .forEach(node ->
            require("-n", namespace(node), "neigh", "flush", "dev", "eth0", "nud", "permanent"));
  }

  @Override
  public void close() {
    toDatabase.forEach(Relay::close);
    List<String> failures = new ArrayList<>();
    for (int node = 1; node <= size; node++) {
      failures.add(ip("netns", "del", namespace(node)));
    }
    failures.add(ip("link", "del", bridge()));
    failures.removeIf(String::isEmpty);
    if (!failures.isEmpty()) {
      System.err.println("networks: " + failures);
    }
  }

  private static void require(String... arguments) {
    String failure = ip(arguments);
    if (!failure.isEmpty()) {
      throw new IllegalStateException("a partition can't be made: " + failure);
    }
  }

  /** Why it failed; empty if it did not. */
  private static String ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.waitFor() == 0
          ? ""
          : "%s: %s".formatted(String.join(" ", command), said.strip());
    } catch (IOException e) {
      return String.join(" ", command) + ": " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
