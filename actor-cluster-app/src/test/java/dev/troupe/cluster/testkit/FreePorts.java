package dev.troupe.cluster.testkit;

import dev.troupe.local.NodeProcess.NodeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ports of this machine that nobody listens on. Below those that the operating system gives to
 * outgoing connections, and others for each JVM of tests where several run at once ({@code
 * troupe.test.fork}), so that none is taken between the look and the use.
 */
public final class FreePorts {
  private static final String HOST = "127.0.0.1";
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 30_000;
  private static final int FORKS = 4;

  /** Whoever takes a port may count up from it. */
  private static final int STEP = 10;

  private static final int FORK = Math.floorMod(Integer.getInteger("troupe.test.fork", 0), FORKS);

  private final Random random = new Random();
  private final Set<Integer> taken = new HashSet<>();

  /** This many, each with three ports of its own. */
  public List<NodeAddress> addresses(int count) {
    return Stream.generate(() -> new NodeAddress(HOST, next(), next(), next()))
        .limit(count)
        .toList();
  }

  private int next() {
    int width = (HIGHEST - LOWEST) / FORKS;
    int port = LOWEST + FORK * width + random.nextInt(width / STEP) * STEP;
    return taken.add(port) && isFree(port) ? port : next();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
