package dev.troupe.cluster.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Carries connections to one address on to another one, until it is closed. Thread-safe. */
final class Relay implements AutoCloseable {
  private final ServerSocket from;
  private final InetSocketAddress to;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Relay(ServerSocket from, InetSocketAddress to) {
    this.from = from;
    this.to = to;
  }

  /** From a free port of this address of the machine to this port of its loopback. */
  static Relay from(String address, int port) {
    try {
      var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      Relay relay = new Relay(new ServerSocket(0, 200, InetAddress.getByName(address)), to);
      Thread.ofVirtual().start(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException("no port of " + address, e);
    }
  }

  int port() {
    return from.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = from.accept();
        Thread.ofVirtual().start(() -> join(client));
      }
    } catch (IOException closed) {
      close();
    }
  }

  private void join(Socket client) {
    try (client;
        Socket server = new Socket()) {
      open.add(client);
      server.connect(to);
      open.add(server);
      Thread back = Thread.ofVirtual().start(() -> carry(server, client));
      carry(client, server);
      back.join();
      open.remove(server);
    } catch (IOException | InterruptedException end) {
      // Both ends see that it is closed.
    } finally {
      open.remove(client);
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException end) {
      // As above.
    }
  }

  @Override
  public void close() {
    try {
      from.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
