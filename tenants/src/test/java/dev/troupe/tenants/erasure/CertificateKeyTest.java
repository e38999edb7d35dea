package dev.troupe.tenants.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who believes which certificate. */
class CertificateKeyTest {
  private static final ErasureCertificate CERTIFICATE =
      new ErasureCertificate(
          "acme",
          "jdbc:postgresql://host/db, schema troupe",
          Instant.parse("2026-01-02T03:04:05.006Z"),
          Instant.parse("2026-01-02T03:05:05.006Z"),
          2,
          List.of(new ErasureCertificate.Erased("event_journal", 17, 0, "abc", true)),
          List.of(new ErasureCertificate.Kept("audit", "who did what")),
          List.of("backups"));

  @TempDir private Path directory;
  private CertificateKey key;
  private Path trusted;

  @BeforeEach
  void makeKey() throws Exception {
    key = CertificateKey.create(directory.resolve("private.jwk"));
    trusted = directory.resolve("public.jwk");
    Files.writeString(trusted, key.publicKey());
  }

  @Test
  void whatIsSignedIsBelieved() {
    String signed = CertificateKey.open(directory.resolve("private.jwk")).sign(CERTIFICATE);
    assertThat(CertificateKey.verify(signed + "\n", trusted)).isEqualTo(CERTIFICATE);
  }

  @Test
  void noCharacterOfACertificateCanBeChanged() {
    String signed = key.sign(CERTIFICATE);
    int refused = 0;
    for (int i = 0; i < signed.length(); i++) {
      char other = signed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = signed.substring(0, i) + other + signed.substring(i + 1);
      if (isRefused(changed)) {
        refused++;
      } else {
        // The last character of each part has bits that say nothing.
        assertThat(signed.charAt(i + 1 == signed.length() ? i : i + 1))
            .isIn('.', signed.charAt(signed.length() - 1));
      }
    }
    assertThat(refused).isGreaterThan(signed.length() - 4);
  }

  private boolean isRefused(String text) {
    try {
      return !CertificateKey.verify(text, trusted).equals(CERTIFICATE);
    } catch (RefusedCertificate e) {
      return true;
    }
  }

  @Test
  void anotherKeysSignatureIsRefused() {
    String signed = CertificateKey.create(directory.resolve("other.jwk")).sign(CERTIFICATE);
    assertThatThrownBy(() -> CertificateKey.verify(signed, trusted))
        .isInstanceOf(RefusedCertificate.class)
        .hasMessageContaining("signed by another key");
  }

  @Test
  void whatSaysToBeUnsignedIsRefused() {
    String payload = key.sign(CERTIFICATE).split("\\.", -1)[1];
    String header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    for (String text : List.of(header + "." + payload + ".", "", "a.b.c", "no certificate")) {
      assertThatThrownBy(() -> CertificateKey.verify(text, trusted))
          .isInstanceOf(RefusedCertificate.class);
    }
  }

  @Test
  void aKeyIsPrivateAndNeverOverwritten() throws Exception {
    Path file = directory.resolve("private.jwk");
    assertThatThrownBy(() -> CertificateKey.create(file)).hasMessageContaining("is there already");
    assertThatThrownBy(() -> CertificateKey.open(trusted)).hasMessageContaining("public half");
    assertThatThrownBy(() -> CertificateKey.open(directory.resolve("none")))
        .hasMessageContaining("is not there");
    assertThat(key.publicKey()).doesNotContain("\"d\"");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> CertificateKey.open(file)).hasMessageContaining("chmod 600");
  }
}
