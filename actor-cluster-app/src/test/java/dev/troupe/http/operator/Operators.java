package dev.troupe.http.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.app.internal.Ran;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.sample.bank.BankApp;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A few nodes that ask who it is, a database, and who has which token. */
final class Operators implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private static final Set<String> OFFLINE = Set.of("verify", "signing-key");

  private final Path directory;
  private final EmbeddedPostgres server;
  private final DevelopmentIssuer issuer;
  private final TestCluster cluster;
  private final List<String> tokens = new CopyOnWriteArrayList<>();

  /** What came back. */
  record Answer(int status, String location, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError(body, e);
      }
    }

    String code() {
      return json().path("code").asText();
    }
  }

  /** What is sent, beside where to. */
  record Call(String method, String path, String body, String id) {
    static Call get(String path) {
      return new Call("GET", path, "", "");
    }

    static Call post(String path, String body) {
      return new Call("POST", path, body.replace('\'', '"'), "");
    }

    Call under(String newId) {
      return new Call(method, path, body, newId);
    }
  }

  /** Two nodes. */
  Operators(Path directory) {
    this(directory, 2, Map.of());
  }

  /** So many nodes, with more settings by environment variable. */
  Operators(Path directory, int nodes, Map<String, String> more) {
    this.directory = directory;
    server =
        EmbeddedPostgres.in(directory.resolve("postgres"))
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    issuer = DevelopmentIssuer.in(directory.resolve("auth"), InstantSource.system());
    Ran.of("tenant", "signing-key", inFolder("certificate.jwk"));
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "TROUPE_AUTH_MODE",
                "jwt",
                "TROUPE_AUTH_ISSUER",
                DevelopmentIssuer.ISSUER,
                "TROUPE_AUTH_AUDIENCE",
                DevelopmentIssuer.AUDIENCE,
                "TROUPE_AUTH_JWKS",
                issuer.jwks().toString(),
                "TROUPE_CERTIFICATE_KEY",
                directory.resolve("certificate.jwk").toString(),
                "TROUPE_TENANTS_ONLY_KNOWN",
                "true",
                "TROUPE_TENANTS_CREATED_AT_START",
                "initech, umbrella",
                "JAVA_TOOL_OPTIONS",
                TestCluster.PATIENT));
    environment.putAll(more);
    cluster = TestCluster.startOn(server.settings(), nodes, BankApp.class, environment);
  }

  TestCluster cluster() {
    return cluster;
  }

  /** All that were made. */
  List<String> tokens() {
    return tokens;
  }

  private String token(Principal principal) {
    String token = issuer.token(principal, Duration.ofHours(1));
    tokens.add(token);
    return token;
  }

  /** The token of an operator of this name who may do this. */
  String operator(String name, String... verbs) {
    String[] scopes = verbs.clone();
    for (int i = 0; i < scopes.length; i++) {
      scopes[i] = "operator:" + scopes[i];
    }
    return token(Principal.operator(name, Permissions.of(scopes)));
  }

  /** The token of a user of this tenant, who may do anything in it. */
  String user(String tenant) {
    return user(tenant, "*:*");
  }

  /** The token of a user of this tenant who may do this. */
  String user(String tenant, String... scopes) {
    return token(Principal.of("user-of-" + tenant, TenantId.of(tenant), Permissions.of(scopes)));
  }

  /** Sends this to the node of this number; no token if it is empty. */
  Answer send(int node, String token, Call call) throws Exception {
    var request = HttpRequest.newBuilder(cluster.node(node).url().resolve(call.path()));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!call.id().isEmpty()) {
      request.header("Idempotency-Key", call.id());
    }
    if (call.body().isEmpty()) {
      request.method(call.method(), HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(call.method(), HttpRequest.BodyPublishers.ofString(call.body()));
    }
    HttpResponse<String> response =
        http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Location").orElse(""),
        response.body());
  }

  /** What the audit says of this tenant, each as {@code principal action target outcome}. */
  List<String> audit(String tenant) throws Exception {
    return rows(tenant).stream()
        .map(row ->
            "%s %s %s %s"
                .formatted(
                    row.path("principal").asText(),
                    row.path("action").asText(),
                    row.path("target").asText(),
                    row.path("outcome").asText()))
        .toList();
  }

  /** The same as JSON. */
  List<JsonNode> rows(String tenant) throws Exception {
    Answer answer =
        send(
            1,
            operator("auditor", "audit"),
            Call.get("/operator/audit?limit=200&tenant=" + tenant));
    if (answer.status() != 200) {
      throw new AssertionError(answer.body());
    }
    return StreamSupport.stream(answer.json().path("rows").spliterator(), false).toList();
  }

  /** The keys with which the entries of these persistence ids are sealed. */
  List<Integer> keys(String like) throws Exception {
    try (var connection = cluster.connect();
        var statement =
            connection.prepareStatement(
                "SELECT DISTINCT key_number FROM event_journal WHERE persistence_id LIKE ?")) {
      statement.setString(1, like);
      try (var rows = statement.executeQuery()) {
        List<Integer> keys = new ArrayList<>();
        while (rows.next()) {
          keys.add(rows.getInt(1));
        }
        return keys;
      }
    }
  }

  /** What this line of a shell means to {@code main}, with where the first node is and who asks. */
  String[] arguments(String line, Path tokenFile) {
    List<String> arguments = new ArrayList<>();
    for (MatchResult word : WORD.matcher(line).results().toList()) {
      arguments.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    arguments.removeFirst();
    arguments.replaceAll(
        word -> word.contains(".j") || word.contains(".nd") ? inFolder(word) : word);
    if (!OFFLINE.contains(arguments.get(1))) {
      arguments.addAll(
          List.of("--url", cluster.node(1).url().toString(), "--token-file", tokenFile.toString()));
    }
    return arguments.toArray(String[]::new);
  }

  private String inFolder(String file) {
    return directory.resolve(file).toString();
  }

  /** What {@code troupe audit} prints with these arguments, run as a process of its own. */
  String auditCommand(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                BankApp.class.getName(),
                "audit"));
    command.addAll(List.of(arguments));
    DatabaseSettings database = server.settings();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TROUPE_DATABASE_URL", database.url());
    builder.environment().put("TROUPE_DATABASE_USER", database.user());
    builder.environment().put("TROUPE_DATABASE_PASSWORD", database.password());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(command + " ended with " + process.exitValue());
    }
    return out;
  }

  /** What the second node answers a user of this tenant who opens an account. */
  String opened(String tenant, String account) throws Exception {
    Answer answer =
        send(
            2,
            user(tenant),
            Call.post("/tenants/%s/account/%s/open".formatted(tenant, account), "{'owner':'ann'}"));
    return answer.status() == 204 ? "" : answer.code();
  }

  /** Waits until the audit has this of the tenant. */
  void awaitRow(String tenant, String row) throws Exception {
    await(row, () -> audit(tenant).contains(row));
  }

  /** Waits until this is so. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Objects.requireNonNull(condition.call())) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("no " + what + " within " + PATIENCE);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() {
    cluster.close();
    server.close();
  }
}
