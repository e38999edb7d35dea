package dev.troupe.tenants.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.model.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentIssuerTest {
  private static final Principal ANN =
      Principal.of("ann", TenantId.of("acme"), Permissions.of("account:*"));

  @TempDir Path directory;

  private DevelopmentIssuer issuer() {
    return DevelopmentIssuer.in(directory.resolve("auth"), InstantSource.system());
  }

  @Test
  void makesTokensThatAreBelieved() throws IOException {
    DevelopmentIssuer issuer = issuer();
    TokenVerifier verifier =
        TokenVerifier.of(
            TokenSettings.of(DevelopmentIssuer.ISSUER, DevelopmentIssuer.AUDIENCE),
            TokenKeys.fixed(KeySet.parse(Files.readAllBytes(issuer.jwks()))),
            InstantSource.system());

    for (Principal each : new Principal[] {ANN, Principal.operator("root", Permissions.none())}) {
      assertThat(verifier.verify(issuer.token(each, Duration.ofHours(1))).toCompletableFuture())
          .isCompletedWithValue(new Verdict.Believed(each));
    }
  }

  @Test
  void keepsItsKeyForTheNextTimeAndFromOthers() throws IOException {
    byte[] first = Files.readAllBytes(issuer().jwks());

    assertThat(Files.readAllBytes(issuer().jwks())).isEqualTo(first);
    assertThat(new String(first, java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("\"d\"");
    Path key = directory.resolve("auth").resolve("issuer.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyThatIsNoneIsRefusedByItsFile() throws IOException {
    Files.createDirectories(directory.resolve("auth"));
    Files.writeString(directory.resolve("auth").resolve("issuer.key"), "{}");

    assertThatThrownBy(this::issuer)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("issuer.key");
  }
}
