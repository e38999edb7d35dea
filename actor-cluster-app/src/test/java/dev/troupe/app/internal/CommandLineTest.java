package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.tenants.auth.DevelopmentIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir Path directory;

  @Test
  void helpSaysWhatThereIs() {
    Ran result = Ran.of("--help");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("--nodes", "--data", "--http-port", "node", "Ctrl-C");
  }

  @Test
  void versionNamesOurs() {
    assertThat(Ran.of("--version").out()).startsWith("troupe ").contains("java ");
  }

  @Test
  void anUnknownOptionIsNamed() {
    Ran result = Ran.of("--nodez", "3");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("Unknown options: '--nodez'", "--nodes");
  }

  @Test
  void tooManyNodesAreOneSentence() {
    Ran result = Ran.of("--nodes", "99");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err().strip()).isEqualTo("troupe: --nodes must be 1 to 9, was 99");
  }

  @Test
  void aKeyFileIsMadeOnceAndRotated() {
    String file = directory.resolve("keys.json").toString();
    assertThat(Ran.of("keys", "create", file).out()).contains("holds key file:", "keep a copy");
    assertThat(Ran.of("keys", "create", file).err()).contains("is there already; name another");
    assertThat(Ran.of("keys", "rotate", file).out()).contains("wraps with key file:");
    assertThat(Ran.of("keys", "rotate", file + ".none").err())
        .startsWith("troupe: key file")
        .contains("is not there");
  }

  @Test
  void theManifestsOfATenantAreMadeBesideItsFile() throws IOException {
    Path file = directory.resolve("globex/tenant.conf");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        tenant = globex
        admins = globex-admins
        cpu = 4
        memory = 8Gi
        pods = 10
        database-url = "jdbc:postgresql://db.globex.example.com/bank"
        host = globex.example.com
        """);
    assertThat(Ran.of("silo", file.toString()).out())
        .startsWith("6 files for namespace troupe-globex are in " + file.getParent());
    assertThat(file.resolveSibling("quota.yaml")).content().contains("limits.memory: 8Gi");

    Path elsewhere = directory.resolve("elsewhere");
    assertThat(Ran.of("silo", file.toString(), "--into", elsewhere.toString()).code()).isZero();
    assertThat(elsewhere.resolve("kustomization.yaml")).content().contains("troupe-globex");

    Files.writeString(file, "tenant = GLOBEX");
    Ran refused = Ran.of("silo", file.toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("troupe: tenant file:");
  }

  @Test
  void aNodeWithoutADatabaseIsOneSentence() {
    Ran result = Ran.of("node");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err().strip().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("TROUPE_DATABASE_URL");
  }

  @Test
  void aTokenIsMadeByTheIssuerOfTheLocalCluster() {
    DevelopmentIssuer.in(directory.resolve("auth"), InstantSource.system());
    String data = directory.toString();

    Ran made = Ran.of("token", "--data", data, "--tenant", "acme", "--scope", "account:*");
    assertThat(made.code()).isZero();
    assertThat(made.out().strip()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    assertThat(Ran.of("token", "--data", data, "--scope", "account").err())
        .contains("troupe: --scope must name", "was 'account'");
    assertThat(Ran.of("token", "--data", data, "--tenant", "A", "--scope", "account:*").err())
        .contains("tenant id must be a DNS label");
  }

  @Test
  void aTokenWithoutAnIssuerIsOneSentence() {
    Ran result = Ran.of("token", "--data", directory.toString(), "--scope", "account:*");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no development issuer", directory.toString());
    assertThat(directory.resolve("auth")).doesNotExist();
  }

  @Test
  void anIssuerForAClusterElsewhereIsMadeOnDemand() {
    String data = directory.toString();
    Ran made = Ran.of("token", "--data", data, "--create", "--scope", "operator:*");

    assertThat(made.code()).isZero();
    assertThat(directory.resolve("auth/jwks.json")).exists();
    assertThat(Ran.of("token", "--data", data, "--scope", "operator:*").code()).isZero();
  }

  @Test
  void aBusyPortIsOneSentence() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ran result =
          Ran.of(
              "--nodes",
              "1",
              "--data",
              directory.toString(),
              "--http-port",
              String.valueOf(Math.min(busy.getLocalPort(), 65_000)));

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err().strip().lines())
          .hasSize(1)
          .first()
          .asString()
          .contains("port " + busy.getLocalPort(), "is in use", "--http-port");
    }
  }
}
