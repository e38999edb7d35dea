package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.Waiting;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.local.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nodes' certificate is replaced while they run, under load. */
@Tag("alone")
class CertificateRotationIT {
  @TempDir Path directory;

  @Test
  void aNewCertificateIsTakenByNodesThatRunAndNoCommandFails() throws Exception {
    Path tls = directory.resolve("tls");
    Authority authority = new Authority();
    Certificate first = authority.issueInto(tls);
    Map<String, String> environment =
        Map.of("TROUPE_TLS_DIRECTORY", tls.toString(), "TROUPE_TLS_RELOAD", "1s");
    try (LoadedBank bank = LoadedBank.start(directory, 3, environment)) {
      TestNode running = bank.cluster().node(1);
      assertThat(shownBy(running, tls)).isEqualTo(first);

      Certificate second = authority.issueInto(tls);
      Waiting.until("the new certificate is shown", () -> second.equals(shownBy(running, tls)));
      // One that has only the new one joins those that began with the old one.
      assertThat(bank.cluster().node(3).stop()).isZero();
      bank.cluster().node(3).startAgain();
      bank.awaitReady(3);
      bank.afterCommands(LoadedBank.A_WHILE);

      Outcome all = bank.stop();
      System.out.printf("while certificates were replaced: %s%n", all.report());
      assertThat(all.failed()).isEmpty();
      bank.everyDepositIsThereOnce(all);
    }
  }

  private static Certificate shownBy(TestNode node, Path tls) {
    try {
      try (SSLSocket socket =
          (SSLSocket)
              TlsFiles.context(tls, tls)
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), node.remotingPort())) {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates()[0];
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("the node shows no certificate", e);
    }
  }
}
