package dev.troupe.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes and the command line, of one version after the other on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VersionsInTurnIT {
  private static final String WHY = "invoice/issued#1: 'cents' was long and is int";

  private final HttpClient http = HttpClient.newHttpClient();
  private Path directory = Path.of("");
  private EmbeddedPostgres server;
  private DatabaseSettings database;

  @BeforeAll
  void write(@TempDir Path directory) throws Exception {
    this.directory = directory;
    server =
        EmbeddedPostgres.in(directory.resolve("postgres"))
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    database = server.settings();
    try (TestCluster first =
        TestCluster.startOn(
            database, 1, InvoiceApp.class, Map.of("JAVA_TOOL_OPTIONS", TestCluster.PATIENT))) {
      HttpResponse<String> written =
          http.send(
              HttpRequest.newBuilder(first.node(1).url().resolve("/tenants/acme/invoice/i-1/write"))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{\"lines\":1,\"note\":\"for ann\"}"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(written.statusCode()).as(written.body()).isEqualTo(204);
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private String readiness(TestNode node) {
    try {
      HttpResponse<String> ready = get(node.managementUrl().resolve("/ready"));
      return ready.statusCode() + " " + ready.body();
    } catch (IOException e) {
      return ""; // Its port is not open yet.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNodeThatCanNotReadWhatIsStoredLivesAndJoinsNobodyAndIsNotReady() throws Exception {
    try (TestCluster next = TestCluster.launchOn(database, 1, NarrowedApp.class, Map.of())) {
      TestNode node = next.node(1);
      VersionNode.await("the reason", () -> readiness(node).contains(WHY));
      assertThat(readiness(node)).startsWith("500").doesNotContain("acme");
      assertThat(get(node.managementUrl().resolve("/alive")).statusCode()).isEqualTo(200);
      assertThat(get(node.managementUrl().resolve("/cluster/members")).body())
          .contains("\"members\":[]");
      assertThat(node.log())
          .contains("evolution: " + WHY)
          .contains("this node is not ready, since its build can't read all that is stored");
    }
    try (TestCluster again = TestCluster.startOn(database, 1, InvoiceApp.class, Map.of())) {
      assertThat(again.node(1).log()).contains("evolution: this build reads the 3 names");
    }
  }

  private record Result(int code, String out) {}

  /** As a team's build calls it, or an operator. */
  private Result run(Class<?> app, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                app.getName(),
                "evolution"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
    return new Result(process.exitValue(), out);
  }

  private Map<String, String> environment() {
    return Map.of(
        "TROUPE_DATABASE_URL", database.url(),
        "TROUPE_DATABASE_USER", database.user(),
        "TROUPE_DATABASE_PASSWORD", database.password(),
        "TROUPE_DATABASE_OWNER_USER", database.asOwner().user(),
        "TROUPE_DATABASE_OWNER_PASSWORD", database.asOwner().password(),
        "TROUPE_KEY_FILE", Path.of("target", "test-keys", "key-encryption.json").toString());
  }

  private String exported(String name, String... arguments) throws Exception {
    Path file = directory.resolve(name);
    List<String> all = new ArrayList<>(List.of("export", "--to", file.toString()));
    all.addAll(List.of(arguments));
    Result export = run(InvoiceApp.class, environment(), all.toArray(String[]::new));
    assertThat(export.code()).as(export.out()).isZero();
    return file.toString();
  }

  private Result check(Class<?> app, String file) throws Exception {
    return run(app, Map.of(), "check", "--catalogue", file);
  }

  @Test
  void theSameIsSaidOfAnExportedCatalogue() throws Exception {
    String names = exported("names.json");

    assertThat(Files.readString(Path.of(names))).doesNotContain("acme", "i-1", "ann");
    assertThat(check(InvoiceApp.class, names).code()).isZero();
    assertThat(check(NarrowedApp.class, names))
        .satisfies(result -> {
          assertThat(result.code()).isEqualTo(1);
          assertThat(result.out()).contains("stops: " + WHY);
        });
  }

  @Test
  void samplesAreTakenAlongAsFarAsIsAsked() throws Exception {
    String bare = exported("bare.json", "--streams", "5");
    String sealed = exported("sealed.json", "--streams", "5", "--payloads", "sealed");
    String open = exported("open.json", "--streams", "5", "--payloads", "open");

    assertThat(Files.readString(Path.of(bare)))
        .doesNotContain("acme", "i-1")
        .contains("\"payload\" : null");
    assertThat(check(InvoiceApp.class, bare).out()).contains("0 events of 0 streams");
    assertThat(Files.readString(Path.of(sealed))).contains("\"isSealed\" : true");
    assertThat(check(InvoiceApp.class, sealed).out()).contains("0 events of 0 streams");
    Result opened = check(InvoiceApp.class, open);
    assertThat(opened.code()).as(opened.out()).isZero();
    assertThat(opened.out()).containsPattern("[1-9]\\d* events of [1-9]\\d* streams");
  }
}
