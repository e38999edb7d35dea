package dev.troupe.local;

import dev.troupe.app.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether ports are free, asked before anything is started. */
final class Ports {
  private Ports() {}

  static void requireFree(String host, int port, String use, String option) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do; else a port counts as busy for a minute after its last connection.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw new StartFailure(
          "port %d on %s is in use, and %s needs it; stop what uses it, or choose another with %s"
              .formatted(port, host, use, option),
          e);
    }
  }
}
