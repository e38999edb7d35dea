package dev.troupe.cluster.testkit;

import dev.troupe.local.NodeProcess.NodeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Ports of this machine that nobody listens on. Below those that the operating system gives to
 * outgoing connections, and others for each JVM of tests that runs at the same time, so that none
 * is taken between the look and the use. One that was given is given again as late as can be: a
 * client that still asks a node which has gone must find nobody there, and not another node's
 * management.
 */
public final class FreePorts {
  private static final String HOST = "127.0.0.1";
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 30_000;
  private static final int RANGES = 8;
  private static final int WIDTH = (HIGHEST - LOWEST) / RANGES;

  /** Whoever takes a port may count up from it. */
  private static final int STEP = 10;

  /** Its port is the first of the range that this JVM has until it ends. */
  private static final ServerSocket RANGE = claimed();

  private static final int COUNT = WIDTH / STEP - 1;

  private static int given = new Random().nextInt(COUNT);

  private FreePorts() {}

  /** This many, each with three ports of its own. */
  public static List<NodeAddress> addresses(int count) {
    return Stream.generate(() -> new NodeAddress(HOST, next(), next(), next()))
        .limit(count)
        .toList();
  }

  private static synchronized int next() {
    for (int looked = 0; looked < COUNT; looked++) {
      given = (given + 1) % COUNT;
      int port = RANGE.getLocalPort() + (1 + given) * STEP;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "ports: none of %d from %d on is free".formatted(COUNT, RANGE.getLocalPort()));
  }

  /** Never closed but by the end of this JVM. */
  private static ServerSocket claimed() {
    for (int first = LOWEST; first < HIGHEST; first += WIDTH) {
      try {
        return listening(first);
      } catch (IOException e) {
        // Another JVM has this range.
      }
    }
    throw new IllegalStateException(
        "ports: more than '%d' JVMs of tests run at once".formatted(RANGES));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = listening(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket listening(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
