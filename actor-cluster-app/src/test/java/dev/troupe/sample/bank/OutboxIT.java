package dev.troupe.sample.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.persistence.Slices;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Messages arrive once, over three nodes of which one dies, or wait for an operator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxIT {
  private static final String IMPATIENT =
      "-Dtroupe.outbox.most-attempts=2 -Dtroupe.outbox.min-backoff=10ms"
          + " -Dtroupe.outbox.max-backoff=20ms";

  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private TestCluster cluster;
  private BankClient client;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = EmbeddedPostgres.in(directory).port(0).start();
    database = server.settings();
    cluster =
        TestCluster.startOn(
            database, 3, AlarmedBankApp.class, Map.of("JDK_JAVA_OPTIONS", IMPATIENT));
    client = new BankClient(this::urls);
  }

  private List<URI> urls() {
    return cluster.nodes().stream().filter(TestNode::isAlive).map(TestNode::url).toList();
  }

  @AfterAll
  void stop() {
    cluster.close();
    server.close();
  }

  @Test
  void aDayEndsWellAlthoughANodeDiesInIt() throws Exception {
    BankDay day = new BankDay("globex", client, new Random(7));
    CompletableFuture<Void> load = CompletableFuture.runAsync(() -> CrashPointsIT.live(day));
    CrashPointsIT.await("a first transfer", () -> events("transfer/started#1") > 0);
    cluster.node(2).kill();
    load.get(2, TimeUnit.MINUTES);
    CrashPointsIT.await("the end of the day", day::isOver);
    assertThat(day.cents()).isEqualTo(day.expectedCents());
    assertThat(day.cents().values().stream().mapToLong(cents -> cents).sum())
        .isEqualTo(BankDay.total());
    cluster.node(2).startAgain();
    cluster.awaitReady();
  }

  @Test
  void whatIsRefusedIsParkedAndReplayedOrDropped() throws Exception {
    client.send("acme", "ready", "open", "{\"owner\":\"ann\"}", "open");
    give("g-1", "late", "ready", 60);
    CrashPointsIT.await("the second, past the first", () -> balance("ready").contains(":60}"));
    CrashPointsIT.await("the first in the list", () -> parked().size() == 1);
    String[] line = parked().getFirst().split("\t", -1);
    assertThat(line[1]).isEqualTo("giver|acme:g-1");
    assertThat(line[2]).isEqualTo("account|acme:late");
    assertThat(line[3]).isEqualTo("command:account/deposit");
    assertThat(Integer.parseInt(line[4])).isGreaterThanOrEqualTo(2);
    assertThat(line[5]).contains("not-open: acme:late is not open");

    client.send("acme", "late", "open", "{\"owner\":\"bob\"}", "open");
    assertThat(operator("replay", "--tenant", "globex", line[0]).code()).isEqualTo(1);
    assertThat(operator("replay", "--tenant", "acme", line[0]).out())
        .contains("is delivered again");
    CrashPointsIT.await("what was parked", () -> balance("late").contains(":60}"));
    assertThat(parked()).isEmpty();

    give("g-2", "never", "ready", 40);
    CrashPointsIT.await("another in the list", () -> parked().size() == 1);
    String row = parked().getFirst().split("\t", -1)[0];
    assertThat(operator("drop", "--tenant", "acme", row).out()).contains("is dropped");
    assertThat(parked()).isEmpty();
    assertThat(operator("drop", "--tenant", "acme", row).code()).isEqualTo(1);
    assertThat(balance("ready")).contains(":100}");
  }

  @Test
  void whatNoNodeCanReadOrHasATypeForIsParkedInTheEnd() throws Exception {
    client.send("initech", "ready", "open", "{\"owner\":\"ann\"}", "open");
    put("initech", "strange", "account", "command:account/levitate", "DEFAULT", 0);
    put("initech", "nowhere", "temple", "command:account/deposit", "DEFAULT", 0);
    CrashPointsIT.await("both", () -> shown("initech").size() == 2);
    assertThat(shown("initech"))
        .anyMatch(line -> line.contains("\tunreadable: ") && line.contains("levitate"))
        .anyMatch(line -> line.endsWith("\tunreadable: 'temple' is not hosted on this node"));
  }

  @Test
  void whatWaitsIsShownParkedAndDropped() throws Exception {
    put("umbrella", "one", "account", "command:account/deposit", "now() + interval '1 hour'", 3);
    put("umbrella", "two", "account", "command:account/deposit", "now() + interval '1 hour'", 2);
    List<String> waiting = shown("umbrella", "--waiting");
    assertThat(waiting).hasSize(1);
    assertThat(waiting.getFirst())
        .contains("giver|umbrella:one\taccount|umbrella:ready\t")
        .endsWith("\t3\twhy not");
    String row = waiting.getFirst().split("\t", -1)[0];
    assertThat(operator("park", "--tenant", "acme", row).code()).isEqualTo(1);
    assertThat(operator("park", "--tenant", "umbrella", row).out()).contains("is parked");
    assertThat(shown("umbrella", "--waiting")).isEmpty();
    assertThat(shown("umbrella")).singleElement().asString().endsWith("\tparked by an operator");
    assertThat(operator("drop", "--tenant", "umbrella", row).out()).contains("is dropped");
    assertThat(shown("umbrella")).isEmpty();
    String other = column("SELECT id FROM outbox WHERE persistence_id = 'giver|umbrella:two'");
    assertThat(operator("drop", "--tenant", "umbrella", other).out()).contains("is dropped");
    assertThat(operator("drop", "--tenant", "umbrella", other).code()).isEqualTo(1);
  }

  /** A message to the entity "ready", as a giver of another build may have sent it. */
  private void put(String tenant, String giver, String type, String manifest, String due, int tries)
      throws Exception {
    String sender = "giver|%s:%s".formatted(tenant, giver);
    try (var connection = cluster.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO outbox (persistence_id, slice, receiver_type, receiver, manifest, payload,"
              + " due, tries, problem) VALUES"
              + " ('%s', %d, '%s', '%s:ready', '%s', '\\x01', %s, %d, 'why not')"
                  .formatted(sender, Slices.of(sender), type, tenant, manifest, due, tries));
    }
  }

  private String column(String query) throws Exception {
    try (var connection = cluster.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void give(String giver, String first, String second, long cents) {
    String body =
        "{\"first\":\"%s\",\"second\":\"%s\",\"cents\":%d}".formatted(first, second, cents);
    assertThat(client.send("/tenants/acme/giver/%s/give".formatted(giver), body, "give").status())
        .isEqualTo(204);
  }

  private String balance(String account) {
    return client.get("/tenants/acme/account/%s/balance".formatted(account)).body();
  }

  private int events(String manifest) {
    String sql = "SELECT count(*) FROM event_journal WHERE event_ser_manifest = ?";
    try (var connection = cluster.connect();
        var statement = connection.prepareStatement(sql)) {
      statement.setString(1, manifest);
      var rows = statement.executeQuery();
      rows.next();
      return rows.getInt(1);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> parked() {
    return shown("acme");
  }

  private List<String> shown(String tenant, String... options) {
    List<String> arguments = new ArrayList<>(List.of("show", "--tenant", tenant));
    arguments.addAll(List.of(options));
    Result shown = operator(arguments.toArray(String[]::new));
    assertThat(shown.code()).as(shown.out()).isZero();
    return shown.out().lines().toList();
  }

  private record Result(int code, String out) {}

  /** As an operator calls it, from a shell that knows where the database is. */
  private Result operator(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(AlarmedBankApp.class.getName(), "outbox"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TROUPE_DATABASE_URL", database.url());
    builder.environment().put("TROUPE_DATABASE_USER", database.user());
    builder.environment().put("TROUPE_DATABASE_PASSWORD", database.password());
    try {
      Process process = builder.start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
      return new Result(process.exitValue(), out);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
