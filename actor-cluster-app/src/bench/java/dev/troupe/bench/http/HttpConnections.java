package dev.troupe.bench.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keep-alive connections of one thread, each with one request in flight, in as little CPU time as a
 * client can do with.
 */
final class HttpConnections implements AutoCloseable {
  private final Selector selector;
  private final List<SocketChannel> channels = new ArrayList<>();
  private int open;

  private HttpConnections(Selector selector) {
    this.selector = selector;
  }

  /** What goes over the connections. Asked by the thread that drives them. */
  interface Traffic {
    /** The next request, or null to end the connection. */
    @Nullable ByteBuffer next();

    /** What was answered to a request that was sent at this {@link System#nanoTime}. */
    void answered(long startNanos, HttpResponse response);
  }

  /** Opens this many connections. */
  static HttpConnections open(InetSocketAddress address, int connections) throws IOException {
    HttpConnections all = new HttpConnections(Selector.open());
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      all.channels.add(channel);
    }
    return all;
  }

  /** Returns when the traffic has ended all connections. */
  void drive(Traffic traffic) throws IOException {
    open = channels.size();
    for (SocketChannel channel : channels) {
      Connection connection = new Connection(channel, traffic);
      channel.register(selector, SelectionKey.OP_READ, connection);
      connection.send();
    }
    while (open > 0) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        ((Connection) key.attachment()).read();
      }
      selector.selectedKeys().clear();
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }

  /** One of them. */
  private final class Connection {
    private final SocketChannel channel;
    private final Traffic traffic;
    private final ByteBuffer in = ByteBuffer.allocate(8 * 1024);
    private long startNanos;

    Connection(SocketChannel channel, Traffic traffic) {
      this.channel = channel;
      this.traffic = traffic;
    }

    void send() throws IOException {
      ByteBuffer request = traffic.next();
      if (request == null) {
        channel.close();
        open--;
        return;
      }
      startNanos = System.nanoTime();
      while (request.hasRemaining()) {
        // Far shorter than the socket's buffer, which is empty: nothing else is in flight.
        channel.write(request);
      }
    }

    void read() throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the server closed a connection");
      }
      HttpResponse response = HttpResponse.parse(in.array(), in.position());
      if (response != null) {
        in.clear();
        traffic.answered(startNanos, response);
        send();
      } else if (!in.hasRemaining()) {
        throw new IOException("a response is longer than " + in.capacity());
      }
    }
  }
}
