package dev.troupe.cluster.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Carries connections to one address on to another one, until it is closed. Thread-safe. */
final class Relay implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  /** The way that connections take. Thread-safe. */
  interface Way {
    /**
     * Returns as soon as the way is free for what is sent or told by whoever connects, or to it.
     */
    void await(InetAddress client) throws InterruptedException;
  }

  private final ServerSocket from;
  private final InetSocketAddress to;
  private final Way way;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Relay(ServerSocket from, InetSocketAddress to, Way way) {
    this.from = from;
    this.to = to;
    this.way = way;
  }

  /** From a free port of this address of the machine to this port of its loopback. */
  static Relay from(String address, int port) {
    return from(address, port, client -> {});
  }

  /** The same, on a way that is not always free. */
  static Relay from(String address, int port, Way way) {
    try {
      var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      Relay relay = new Relay(new ServerSocket(0, 200, InetAddress.getByName(address)), to, way);
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
    InetAddress who = client.getInetAddress();
    try (client;
        Socket server = new Socket()) {
      open.add(client);
      way.await(who);
      server.connect(to);
      open.add(server);
      Thread back = Thread.ofVirtual().start(() -> carry(server, client, who));
      carry(client, server, who);
      back.join();
      open.remove(server);
    } catch (IOException | InterruptedException end) {
      // Both ends see that it is closed.
    } finally {
      open.remove(client);
    }
  }

  private void carry(Socket from, Socket to, InetAddress who) {
    try (from;
        to) {
      carryUntilTheEnd(from, to, who);
      // That there is an end is news as well.
      way.await(who);
    } catch (IOException | InterruptedException end) {
      // As above.
    }
  }

  private void carryUntilTheEnd(Socket from, Socket to, InetAddress who)
      throws InterruptedException {
    byte[] some = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(some); length >= 0; length = in.read(some)) {
        way.await(who);
        out.write(some, 0, length);
      }
    } catch (IOException broken) {
      // An end like any other.
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
