package dev.troupe.app.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.bank.BankApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process does that is started with settings that there are not. */
class KnownOnlyIT {
  private static final String MISTYPED = "-Dtroupe.http.prot=1";

  @TempDir Path folder;

  private record Ended(int code, String said) {}

  private Ended run(String command) throws IOException, InterruptedException {
    Path said = folder.resolve("said.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                MISTYPED,
                "-cp",
                System.getProperty("java.class.path"),
                BankApp.class.getName(),
                command)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TROUPE_"));
    builder
        .environment()
        .putAll(
            Map.of(
                "TROUPE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none",
                "TROUPE_DATABASE_USER", "ann",
                "TROUPE_DATABASE_PASSWORD", "hush",
                "TROUPE_HTTP_PORT", "9000"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), Files.readString(said));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aNodeEndsBeforeItAsksForItsDatabase() throws IOException, InterruptedException {
    Ended node = run("node");

    assertThat(node.code()).isEqualTo(1);
    assertThat(node.said())
        .contains(
            "troupe: configuration: unknown setting troupe.http.prot (system properties); did you mean troupe.http.port?")
        .doesNotContain("hush");
  }

  @Test
  void theCommandShowsWhatIsFromVariablesAndWhatIsWrong() throws IOException, InterruptedException {
    Ended settings = run("settings");

    assertThat(settings.code()).isEqualTo(1);
    assertThat(settings.said())
        .containsPattern(
            "troupe.http.port +9000 +8080 +number, 0 to 65535 +variable TROUPE_HTTP_PORT")
        .containsPattern("troupe.database.user +ann +text +database settings")
        .contains("unknown setting troupe.http.prot (system properties)")
        .doesNotContain("hush");
  }
}
