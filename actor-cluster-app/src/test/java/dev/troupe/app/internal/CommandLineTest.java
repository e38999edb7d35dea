package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.bank.Bank;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @TempDir Path directory;

  private record Result(int code, String out, String err) {}

  private static Result run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var outBytes = new ByteArrayOutputStream();
    var errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int code = CommandLine.run(args, () -> Features.of(new Bank()), CommandLineTest.class);
      return new Result(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void helpSaysWhatThereIs() {
    Result result = run("--help");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("--nodes", "--data", "--http-port", "node", "Ctrl-C");
  }

  @Test
  void versionNamesOurs() {
    assertThat(run("--version").out()).startsWith("troupe ").contains("java ");
  }

  @Test
  void anUnknownOptionIsNamed() {
    Result result = run("--nodez", "3");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("Unknown options: '--nodez'", "--nodes");
  }

  @Test
  void tooManyNodesAreOneSentence() {
    Result result = run("--nodes", "99");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err().strip()).isEqualTo("troupe: --nodes must be 1 to 9, was 99");
  }

  @Test
  void aKeyFileIsMadeOnceAndRotated() {
    String file = directory.resolve("keys.json").toString();
    assertThat(run("keys", "create", file).out()).contains("holds key file:", "keep a copy");
    assertThat(run("keys", "create", file).err()).contains("is there already; name another");
    assertThat(run("keys", "rotate", file).out()).contains("wraps with key file:");
    assertThat(run("keys", "rotate", file + ".none").err())
        .startsWith("troupe: key file")
        .contains("is not there");
  }

  @Test
  void aNodeWithoutADatabaseIsOneSentence() {
    Result result = run("node");

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

    Result made = run("token", "--data", data, "--tenant", "acme", "--scope", "account:*");
    assertThat(made.code()).isZero();
    assertThat(made.out().strip()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    assertThat(run("token", "--data", data, "--scope", "account").err())
        .contains("troupe: --scope must name", "was 'account'");
    assertThat(run("token", "--data", data, "--tenant", "A", "--scope", "account:*").err())
        .contains("tenant id must be a DNS label");
  }

  @Test
  void aTokenWithoutAnIssuerIsOneSentence() {
    Result result = run("token", "--data", directory.toString(), "--scope", "account:*");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no development issuer", directory.toString());
    assertThat(directory.resolve("auth")).doesNotExist();
  }

  @Test
  void aBusyPortIsOneSentence() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Result result =
          run(
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
