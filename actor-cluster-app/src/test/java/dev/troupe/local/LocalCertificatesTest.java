package dev.troupe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCertificatesTest {
  @TempDir Path directory;

  @Test
  void theNodesCertificateIsSignedByTheAuthority() throws Exception {
    Path made = LocalCertificates.in(directory.resolve("tls"));

    X509Certificate authority = read(made.resolve("ca.crt"));
    X509Certificate node = read(made.resolve("tls.crt"));
    node.verify(authority.getPublicKey());
    node.checkValidity();
    assertThat(node.getExtendedKeyUsage()).hasSize(2);
    assertThat(authority.getBasicConstraints()).isNotNegative();
    assertThat(node.getBasicConstraints()).isNegative();
  }

  @Test
  void theSameCertificateIsFoundAgain() throws Exception {
    Path made = LocalCertificates.in(directory);
    X509Certificate first = read(made.resolve("tls.crt"));

    assertThat(read(LocalCertificates.in(directory).resolve("tls.crt"))).isEqualTo(first);
  }

  @Test
  void twoFoldersTrustEachOtherNot() throws Exception {
    Path one = LocalCertificates.in(directory.resolve("one"));
    Path two = LocalCertificates.in(directory.resolve("two"));
    X509Certificate node = read(one.resolve("tls.crt"));
    X509Certificate foreign = read(two.resolve("ca.crt"));

    assertThatThrownBy(() -> node.verify(foreign.getPublicKey()))
        .isInstanceOf(SignatureException.class);
  }

  @Test
  void aDamagedCertificateIsMadeAnew() throws Exception {
    Path made = LocalCertificates.in(directory);
    Files.writeString(made.resolve("tls.crt"), "half a certif");

    read(LocalCertificates.in(directory).resolve("tls.crt")).checkValidity();
  }

  @Test
  void theKeyIsForItsOwnerAlone() throws Exception {
    Path made = LocalCertificates.in(directory);

    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("tls.key"))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(made.resolve("tls.key"))).startsWith("-----BEGIN PRIVATE KEY");
  }

  private static X509Certificate read(Path file) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
