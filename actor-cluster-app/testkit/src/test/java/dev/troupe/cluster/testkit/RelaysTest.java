package dev.troupe.cluster.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes 1 and 2 are connected to node 3, which is a socket of this test. */
class RelaysTest {
  private static final int PATIENCE_MS = 60_000;

  /** Long enough for a byte to arrive that should not. */
  private static final int MOMENT_MS = 300;

  private final Relays relays = Relays.of(3);
  private final ServerSocket third;
  private final int port;

  RelaysTest() throws IOException {
    third = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    third.setSoTimeout(PATIENCE_MS);
    port = relays.relayTo(3, third.getLocalPort());
  }

  /** Both ends of a connection. */
  private record Line(Socket near, Socket far) {

    void assertCarries(int value) throws IOException {
      near.getOutputStream().write(value);
      assertThat(far.getInputStream().read()).isEqualTo(value);
      far.getOutputStream().write(value);
      assertThat(near.getInputStream().read()).isEqualTo(value);
    }
  }

  private Line first;
  private Line second;

  @BeforeEach
  void connect() throws IOException {
    first = lineFrom(1);
    second = lineFrom(2);
    first.assertCarries(1);
    second.assertCarries(2);
  }

  @AfterEach
  void close() throws IOException {
    relays.close();
    third.close();
  }

  private Line lineFrom(int node) throws IOException {
    Socket near = connecting(node);
    Socket far = third.accept();
    far.setSoTimeout(PATIENCE_MS);
    return new Line(near, far);
  }

  private Socket connecting(int node) throws IOException {
    Socket near = new Socket();
    near.bind(new InetSocketAddress(Relays.source(node), 0));
    near.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    near.setSoTimeout(PATIENCE_MS);
    return near;
  }

  private static void assertHearsNothing(Socket socket) throws IOException {
    socket.setSoTimeout(MOMENT_MS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(PATIENCE_MS);
  }

  @Test
  void whatIsSentOverACutArrivesInItsOrderOnceItHeals() throws IOException {
    relays.isolate(3, Set.of(1));
    first.near().getOutputStream().write(new byte[] {10, 11});
    first.far().getOutputStream().write(20);
    assertHearsNothing(first.far());
    assertHearsNothing(first.near());

    relays.heal();
    assertThat(first.far().getInputStream().readNBytes(2)).containsExactly(10, 11);
    assertThat(first.near().getInputStream().read()).isEqualTo(20);
  }

  @Test
  void othersGoOnAcrossACutThatIsNotTheirs() throws IOException {
    relays.isolate(1, Set.of(3));
    second.assertCarries(30);
    lineFrom(2).assertCarries(31);
  }

  @Test
  void nobodyHearsOfAnEndBeyondACutUntilItHeals() throws IOException {
    relays.isolate(3, Set.of(1, 2));
    first.far().close();
    second.near().close();
    assertHearsNothing(first.near());
    assertHearsNothing(second.far());

    relays.heal();
    assertThat(first.near().getInputStream().read()).isEqualTo(-1);
    assertThat(second.far().getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void whoConnectsOverACutIsLetInOnceItHeals() throws IOException {
    relays.isolate(3, Set.of(1));
    Socket near = connecting(1);
    near.getOutputStream().write(40);
    third.setSoTimeout(MOMENT_MS);
    assertThatThrownBy(third::accept).isInstanceOf(SocketTimeoutException.class);

    third.setSoTimeout(PATIENCE_MS);
    relays.heal();
    Socket far = third.accept();
    far.setSoTimeout(PATIENCE_MS);
    assertThat(far.getInputStream().read()).isEqualTo(40);
  }
}
