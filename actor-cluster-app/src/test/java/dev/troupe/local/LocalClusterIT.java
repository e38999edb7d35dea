package dev.troupe.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.app.internal.Ran;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first command of the README starts. */
class LocalClusterIT {
  private static final Pattern CURL =
      Pattern.compile(
          "  curl -H \"Authorization: Bearer \\$\\(cat '(.*?)'\\)\" (?:-H 'Content-Type: application/json' -d '(.*)' )?(http\\S+)");

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path data;

  @Test
  void threeNodesServeTheLinesThatAreToBePasted() throws Exception {
    try (LocalRun run = LocalRun.start(data, Map.of(), "--nodes", "3")) {
      run.awaitLine("Ctrl-C stops everything.");

      List<String> answers = run.lines().stream().filter(this::isCurl).map(this::paste).toList();
      assertThat(answers).hasSize(3);
      assertThat(answers.getLast()).isEqualTo("200 {\"cents\":60}");
      assertThat(run.lines().stream().filter(line -> line.startsWith("node "))).hasSize(3);
      String balance = run.lines().stream().filter(this::isCurl).toList().getLast();
      assertThat(paste(balance.replace("/acme/", "/globex/"))).startsWith("403 ");
      assertThat(paste(balance.replace("acme.token", "operator.token"))).startsWith("403 ");

      String url =
          Pattern.compile("http://[^/]+")
              .matcher(balance)
              .results()
              .findFirst()
              .orElseThrow()
              .group();
      String operator = data.resolve("auth").resolve("operator.token").toString();
      assertThat(Ran.of("tenant", "list", "--url", url, "--token-file", operator).out())
          .isEqualTo("acme\tACTIVE\nglobex\tACTIVE\n");
      assertThat(paste(balance.replace("/acme/", "/nobody/"))).startsWith("403 ");

      run.interrupt();
      assertThat(run.awaitEnd()).isEqualTo(130);
      assertThat(run.lines()).contains("Stopped.").noneMatch(line -> line.contains("killed"));
      assertThat(run.nodesAlive()).isZero();
    }
  }

  @Test
  void theDataAreFoundAgainAfterEverythingWasKilled() throws Exception {
    try (LocalRun first = LocalRun.start(data, Map.of(), "--nodes", "1")) {
      first.awaitLine("Ctrl-C stops everything.");
      first.lines().stream().filter(this::isCurl).forEach(this::paste);

      first.kill();
      first.awaitNoNodes();
    }
    try (LocalRun second = LocalRun.start(data, Map.of(), "--nodes", "1")) {
      second.awaitLine("Ctrl-C stops everything.");
      String balance = second.lines().stream().filter(this::isCurl).toList().getLast();
      assertThat(paste(balance)).isEqualTo("200 {\"cents\":60}");
    }
  }

  @Test
  void aFolderInUseIsOneSentence() throws Exception {
    try (LocalRun first = LocalRun.start(data, Map.of(), "--nodes", "1")) {
      first.awaitLine("Ctrl-C stops everything.");
      try (LocalRun second = LocalRun.start(data, Map.of(), "--nodes", "1")) {
        assertThat(second.awaitEnd()).isEqualTo(1);
        assertThat(second.lines())
            .hasSize(1)
            .first()
            .asString()
            .startsWith("troupe: ")
            .contains(data.toString());
      }
    }
  }

  @Test
  void aDatabaseOfOnesOwnIsUsedInstead() throws Exception {
    try (EmbeddedPostgres own = EmbeddedPostgres.in(data.resolve("own")).port(0).start()) {
      Map<String, String> environment =
          Map.of(
              "TROUPE_DATABASE_URL",
              own.jdbcUrl(),
              "TROUPE_DATABASE_USER",
              own.user(),
              "TROUPE_DATABASE_PASSWORD_FILE",
              own.passwordFile().toString(),
              "TROUPE_DATABASE_OWNER_USER",
              own.owner(),
              "TROUPE_DATABASE_OWNER_PASSWORD_FILE",
              own.ownerPasswordFile().toString());
      Path elsewhere = data.resolve("elsewhere");
      try (LocalRun run = LocalRun.start(elsewhere, environment, "--nodes", "1")) {
        run.awaitLine("Ctrl-C stops everything.");
        List<String> answers = run.lines().stream().filter(this::isCurl).map(this::paste).toList();
        assertThat(answers.getLast()).isEqualTo("200 {\"cents\":60}");
        assertThat(elsewhere.resolve("postgres")).doesNotExist();
      }
    }
  }

  private boolean isCurl(String line) {
    return CURL.matcher(line).matches();
  }

  /** Does what the line says, without a curl on this machine. */
  private String paste(String line) {
    Matcher curl = CURL.matcher(line);
    assertThat(curl.matches()).as(line).isTrue();
    var request = HttpRequest.newBuilder(URI.create(curl.group(3)));
    if (curl.group(2) != null) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(curl.group(2)));
    }
    try {
      request.header("Authorization", "Bearer " + Files.readString(Path.of(curl.group(1))).strip());
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      throw new AssertionError(line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(line, e);
    }
  }
}
