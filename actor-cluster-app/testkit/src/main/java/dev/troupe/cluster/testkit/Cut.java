package dev.troupe.cluster.testkit;

/** By what means nodes are cut off from each other. With either, neither side hears of it. */
public enum Cut {
  /** By networks where this JVM may make them, and by relays where it may not. */
  ANY,

  /**
   * Each node has a network namespace of its own, and packets are dropped: also those to management
   * ports. Needs root, Linux and {@code ip} (iproute2).
   */
  NETWORKS,

  /**
   * What goes from node to node by remoting goes through the JVM of the test, which holds it back
   * until all is healed. Management ports stay in reach. Needs Linux, and nobody's rights.
   */
  RELAYS;

  /** Wires for so many nodes. */
  Wiring wiring(int size) {
    return switch (this) {
      case NETWORKS -> Networks.of(size);
      case RELAYS -> Relays.of(size);
      case ANY -> any(size);
    };
  }

  private static Wiring any(int size) {
    try {
      return Networks.of(size);
    } catch (IllegalStateException e) {
      return Relays.of(size);
    }
  }
}
