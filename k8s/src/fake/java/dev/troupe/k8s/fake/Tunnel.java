package dev.troupe.k8s.fake;

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

/** A port of this machine that leads to another one, until it is cut. Thread-safe. */
public final class Tunnel implements AutoCloseable {
  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  private Tunnel(int target) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.target = new InetSocketAddress(loopback, target);
    this.server = new ServerSocket(0, 50, loopback);
  }

  static Tunnel to(int port) {
    try {
      Tunnel tunnel = new Tunnel(port);
      Thread.ofVirtual().start(tunnel::accept);
      return tunnel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Nothing gets through from now on, not what is open either. */
  public void cut() {
    isCut = true;
    open.forEach(Tunnel::closed);
  }

  /** From now on it leads there again. */
  public void mend() {
    isCut = false;
  }

  private void accept() {
    try {
      while (true) {
        Socket from = server.accept();
        open.add(from);
        Thread.ofVirtual().start(() -> join(from));
      }
    } catch (IOException end) {
      cut();
    }
  }

  private void join(Socket from) {
    try (from;
        Socket to = new Socket()) {
      to.connect(target);
      open.add(to);
      if (!isCut) {
        Thread back = Thread.ofVirtual().start(() -> copy(to, from));
        copy(from, to);
        back.join();
      }
    } catch (IOException | InterruptedException end) {
      closed(from);
    }
    open.removeIf(Socket::isClosed);
  }

  private static void copy(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException end) {
      closed(to);
    }
  }

  private static void closed(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
