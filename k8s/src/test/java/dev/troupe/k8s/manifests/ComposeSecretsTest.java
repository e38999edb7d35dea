package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script makes that prepares the containers. */
class ComposeSecretsTest {
  @TempDir Path folder;

  @Test
  void aCertificateForBothSidesOfAConnectionIsMadeByAnAuthorityOfItsOwn() throws Exception {
    run();
    X509Certificate authority = certificate("ca.crt");
    X509Certificate nodes = certificate("tls.crt");
    assertThatCode(() -> nodes.verify(authority.getPublicKey())).doesNotThrowAnyException();
    assertThat(authority.getBasicConstraints()).isNotNegative();
    assertThat(nodes.getBasicConstraints()).isEqualTo(-1);
    assertThat(nodes.getExtendedKeyUsage())
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(folder.resolve("tls/tls.key")).content().startsWith("-----BEGIN RSA PRIVATE KEY");
    assertThat(folder.resolve("tls").toFile().list())
        .as("the authority's key is thrown away")
        .containsExactlyInAnyOrder("ca.crt", "tls.crt", "tls.key");
  }

  @Test
  void passwordsDifferAndNobodyElseReadsThem() throws IOException {
    run();
    String user = Files.readString(folder.resolve("database-password"));
    assertThat(user.strip()).hasSize(48);
    assertThat(Files.readString(folder.resolve("database-owner-password"))).isNotEqualTo(user);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("database-password"))))
        .isEqualTo("rw-r-----");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("tls/tls.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void whatIsMadeStays() throws IOException {
    run();
    String password = Files.readString(folder.resolve("database-password"));
    run();
    assertThat(folder.resolve("database-password")).hasContent(password.strip());
  }

  private void run() throws IOException {
    String owner =
        Files.getAttribute(folder, "unix:uid") + ":" + Files.getAttribute(folder, "unix:gid");
    new Program("env")
        .run("OWNER=" + owner, "sh", "k8s/compose/secrets.sh", folder.toString())
        .orFail();
  }

  private X509Certificate certificate(String name) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(folder.resolve("tls").resolve(name))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
