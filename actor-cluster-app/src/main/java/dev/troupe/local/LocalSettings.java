package dev.troupe.local;

import dev.troupe.app.StartFailure;
import java.nio.file.Path;

/**
 * What a local cluster is made of.
 *
 * @param nodes how many JVMs, 1 to 9
 * @param data the folder of the database, certificates and logs
 * @param httpPort of the first node; the n-th has n-1 more
 * @param managementPort likewise
 * @param remotingPort likewise
 * @param postgresPort of the embedded server; 0 for a free one
 */
public record LocalSettings(
    int nodes, Path data, int httpPort, int managementPort, int remotingPort, int postgresPort) {
  private static final int MOST_NODES = 9;

  /** Checks the number of nodes and the ports. */
  public LocalSettings {
    if (nodes < 1 || nodes > MOST_NODES) {
      throw new StartFailure("--nodes must be 1 to %d, was %d".formatted(MOST_NODES, nodes));
    }
    requirePort("--http-port", httpPort, 1);
    requirePort("--management-port", managementPort, 1);
    requirePort("--remoting-port", remotingPort, 1);
    requirePort("--postgres-port", postgresPort, 0);
  }

  private static void requirePort(String what, int port, int lowest) {
    if (port < lowest || port > 65_535 - MOST_NODES) {
      throw new StartFailure(
          "%s must be %d to %d, was %d".formatted(what, lowest, 65_535 - MOST_NODES, port));
    }
  }
}
