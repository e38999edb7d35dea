package dev.troupe.persistence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A way to a server that stops carrying anything and closes nothing, as a network does. */
final class SilentProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int server;
  private final List<Socket> open = new ArrayList<>();
  private volatile boolean isSilent;

  /** To this port of this machine. */
  SilentProxy(int server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void fallSilent() {
    isSilent = true;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket here = listener.accept();
        Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
        synchronized (open) {
          open.addAll(List.of(here, there));
        }
        carry(here, there);
        carry(there, here);
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void carry(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(() -> {
          byte[] bytes = new byte[8192];
          try (InputStream in = from.getInputStream();
              OutputStream out = to.getOutputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
              if (!isSilent) {
                out.write(bytes, 0, read);
              }
            }
          } catch (IOException e) {
            // One side has gone, and with it what was to be carried.
          }
        });
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (open) {
      for (Socket each : open) {
        each.close();
      }
    }
  }
}
