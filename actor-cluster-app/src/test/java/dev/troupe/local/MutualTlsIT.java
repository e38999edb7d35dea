package dev.troupe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.cluster.testkit.Cluster;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.sample.bank.BankApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
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
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys(own).getKeyManagers(), trust(trusted).getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket)
            context
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

  private static KeyManagerFactory keys(Path directory)
      throws GeneralSecurityException, IOException {
    String pem = Files.readString(directory.resolve("tls.key"));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = {
      certificate(directory.resolve("tls.crt")), certificate(directory.resolve("ca.crt"))
    };
    store.setKeyEntry("node", key, new char[0], chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory;
  }

  private static TrustManagerFactory trust(Path directory)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", certificate(directory.resolve("ca.crt")));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static Certificate certificate(Path file) throws GeneralSecurityException, IOException {
    try (var in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
