package dev.troupe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.sample.bank.BankApp;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody talks to a node's remoting port but a node of its own cluster. */
@Cluster(nodes = 2, app = BankApp.class)
class MutualTlsIT {
  private static final int SILENCE = 2_000;

  @TempDir Path foreign;

  @Test
  void aNodeOfTheClusterIsLetIn(TestCluster cluster) throws Exception {
    Path own = cluster.tlsDirectory();
    assertThat(isLetIn(cluster.node(1), own, own)).isTrue();
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused(TestCluster cluster) {
    Path other = LocalCertificates.in(foreign);
    // An alert, or a connection that the node has closed before our last word was sent.
    assertThatThrownBy(() -> isLetIn(cluster.node(1), cluster.tlsDirectory(), other))
        .isInstanceOfAny(SSLException.class, SocketException.class);
  }

  @Test
  void plainBytesAreNotServed(TestCluster cluster) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), cluster.node(1).remotingPort())) {
      socket.getOutputStream().write("AKKA\u0001 let me in".getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readAllBytes();
      // A TLS alert (21) at most, never an answer of remoting.
      assertThat(answer.length == 0 || answer[0] == 21).isTrue();
    }
  }

  /**
   * Shakes hands with this certificate, and stays to hear what the node says to it: with TLS 1.3 a
   * client is done before the node has looked at its certificate. A node that lets it in says
   * nothing, and waits for the first frame.
   */
  private static boolean isLetIn(TestNode node, Path trusted, Path own) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TlsFiles.context(own, trusted)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), node.remotingPort())) {
      socket.startHandshake();
      socket.setSoTimeout(SILENCE);
      socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }
}
