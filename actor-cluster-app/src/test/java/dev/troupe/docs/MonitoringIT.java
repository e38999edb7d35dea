package dev.troupe.docs;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.troupe.app.internal.ExaminedSettings;
import dev.troupe.cluster.testkit.TestCluster;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.docs.Observability.Query;
import dev.troupe.docs.Observability.Rule;
import dev.troupe.docs.Promql.Selector;
import dev.troupe.monitor.ProbeApp;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import dev.troupe.persistence.postgres.feed.SystemEvents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a node that is used says at {@code /metrics} and in its log, and that dashboards, rules and
 * pages speak of just that.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {
  private static final String MARKER = "a-secret-of-a-tenant";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What Prometheus puts on each series that it scrapes. */
  private static final Set<String> OF_THE_SCRAPE =
      Set.of("namespace", "pod", "instance", "job", "cluster");

  private final HttpClient http = HttpClient.newHttpClient();
  private EmbeddedPostgres server;
  private TestCluster cluster;
  private Scrape scrape;

  @BeforeAll
  void use(@TempDir Path directory) throws Exception {
    server = EmbeddedPostgres.in(directory).port(0).start();
    cluster =
        TestCluster.startOn(
            server.settings(),
            1,
            ProbeApp.class,
            Map.of(
                "TROUPE_LOG_FORMAT",
                "json",
                "JDK_JAVA_OPTIONS",
                TestCluster.PATIENT
                    + " -Dtroupe.metrics.interval=200ms"
                    + " -Dtroupe.tenants.limits.commands-per-second=20"));
    assertThat(post("/tenants/acme/probe/p-1/note", 204)).isEmpty();
    post("/tenants/acme/probe/p-1/refuse", 409);
    post("/tenants/acme/probe/p-1/fail", 500);
    get(node().url().resolve("/tenants/acme/probe/p-1/notes"));
    throttle();
    scrape = awaitScrape();
  }

  private void throttle() throws Exception {
    int status = 200;
    for (int i = 0; i < 5_000 && status != 429; i++) {
      status = get(node().url().resolve("/tenants/greedy/probe/p-1/notes")).statusCode();
    }
    assertThat(status).isEqualTo(429);
  }

  /** Until all that is looked at from time to time was looked at after that. */
  private Scrape awaitScrape() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Scrape now = new Scrape(get(node().managementUrl().resolve("metrics")).body());
      boolean isWhole =
          now.values("troupe_tenant_throttled_total", "tenant").contains("greedy")
              && now.families().containsKey("troupe_projection_lag_seconds")
              && now.sum("troupe_shards", "type=\"probe\"") > 0;
      if (isWhole || System.nanoTime() - deadline > 0) {
        return now;
      }
    }
  }

  private TestNode node() {
    return cluster.node(1);
  }

  @AfterAll
  void stop() {
    cluster.close();
    server.close();
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private String post(String path, int expected) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(node().url().resolve(path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "id" + path.replace('/', '.'))
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"" + MARKER + "\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
    return response.body();
  }

  @Test
  void whatIsMeasuredIsWhatWasDone() {
    String probe = "type=\"probe\"";
    assertThat(scrape.sum("actor_messages_total", probe, "kind=\"command\"")).isEqualTo(3);
    assertThat(scrape.sum("actor_messages_total", probe, "outcome=\"rejected\"")).isEqualTo(1);
    assertThat(scrape.sum("actor_messages_total", probe, "outcome=\"failed\"")).isEqualTo(1);
    assertThat(
            scrape.sum(
                "actor_message_latency_seconds_count",
                probe,
                "kind=\"command\"",
                "outcome=\"accepted\""))
        .isEqualTo(1);
    assertThat(scrape.sum("troupe_commands_total", probe, "code=\"refused\"")).isEqualTo(1);
    assertThat(scrape.sum("troupe_commands_total", probe, "code=\"broken\"")).isEqualTo(1);
    assertThat(scrape.sum("troupe_persist_seconds_count", probe)).isEqualTo(2);
    assertThat(scrape.sum("troupe_journal_batch_rows_sum")).isGreaterThanOrEqualTo(2);
    assertThat(scrape.sum("troupe_recovery_seconds_count", probe)).isGreaterThanOrEqualTo(2);
    assertThat(scrape.sum("troupe_mailbox_age_seconds_count", probe)).isGreaterThanOrEqualTo(4);
    assertThat(scrape.sum("troupe_active_entities", probe)).isBetween(1.0, 2.0);
    assertThat(scrape.sum("troupe_shards", probe)).isPositive();
    assertThat(scrape.sum("troupe_handovers_total", probe, "direction=\"in\"")).isPositive();
    assertThat(scrape.sum("troupe_cluster_members", "state=\"up\"")).isEqualTo(1);
    assertThat(scrape.sum("troupe_journal_breaker_open")).isZero();
    assertThat(
            scrape.sum(
                "troupe_throttled_total", "limit=\"troupe.tenants.limits.commands-per-second\""))
        .isPositive();
    assertThat(scrape.sum("troupe_mailbox_overflows_total")).isZero();
    assertThat(scrape.sum("troupe_outbox_waiting")).isZero();
    assertThat(scrape.sum("troupe_reminders_due")).isZero();
    assertThat(scrape.sum("troupe_database_connections_max", "pool=\"troupe-journal\""))
        .isEqualTo(10);
  }

  @Test
  void aNodeHasNoMoreConnectionsThanTheDoctorCounts() {
    int counted = ExaminedSettings.of(Map.of("TROUPE_ENCRYPTION", "on")).connections();
    int besidePools = FeedWakeup.CONNECTIONS + SystemEvents.CONNECTIONS;

    assertThat(scrape.values("troupe_database_connections_max", "pool"))
        .contains("troupe-audit", "troupe-projections", "troupe-erasure");
    assertThat(scrape.sum("troupe_database_connections_max") + besidePools)
        .isLessThanOrEqualTo(counted);
    assertThat(counted).as("what the pages say").isEqualTo(37);
  }

  @Test
  void isNotServedAtThePortOfTheApplication() throws Exception {
    assertThat(get(node().url().resolve("/metrics")).statusCode()).isEqualTo(404);
  }

  @Test
  void everyMetricIsOnThePageAndTheOtherWayRound() {
    Set<String> documented =
        Repository.page("docs/reference/metrics.md").rows().stream()
            .map(row -> row.getFirst().replace("`", ""))
            .filter(name -> name.matches("[a-z][a-z0-9_]*"))
            .collect(toCollection(TreeSet::new));
    Set<String> measured = new TreeSet<>(scrape.families().keySet());
    measured.removeIf(name ->
        measured.contains(name.replaceFirst("_max$", ""))
            && name.endsWith("_max")
            && !documented.contains(name));
    assertThat(documented).isEqualTo(measured);
  }

  @Test
  void everySeriesAndLabelThatIsAskedForIsThere() {
    Map<String, Set<String>> there = scrape.labels();
    List<Rule> rules = Observability.rules();
    Set<String> recorded =
        rules.stream()
            .map(Rule::record)
            .filter(name -> !name.isEmpty())
            .collect(toCollection(TreeSet::new));
    List<Query> queries = new ArrayList<>(Observability.dashboards());
    rules.forEach(rule -> queries.add(new Query(rule.record() + rule.alert(), rule.expression())));
    assertThat(queries).hasSizeGreaterThan(50);
    for (Query query : queries) {
      List<Selector> selectors = Promql.selectors(query.expression());
      assertThat(selectors).as(query.where()).isNotEmpty();
      Set<String> labels = new TreeSet<>(OF_THE_SCRAPE);
      for (Selector selector : selectors) {
        assertThat(there.containsKey(selector.name()) || recorded.contains(selector.name()))
            .as("%s: '%s' is measured", query.where(), selector.name())
            .isTrue();
        Set<String> its = there.getOrDefault(selector.name(), Set.of());
        labels.addAll(its);
        assertThat(selector.labels())
            .as("%s: labels of '%s'", query.where(), selector.name())
            .allMatch(label -> its.contains(label) || OF_THE_SCRAPE.contains(label));
      }
      assertThat(labels).as(query.where()).containsAll(Promql.groupings(query.expression()));
    }
  }

  @Test
  void everyAlertIsSeenToFire() {
    Set<String> alerts =
        Observability.rules().stream()
            .map(Rule::alert)
            .filter(name -> !name.isEmpty())
            .collect(toCollection(TreeSet::new));
    assertThat(Observability.alertsSeenToFire()).isEqualTo(alerts);
  }

  @Test
  void everyLineOfTheLogIsJsonAndSaysWhatItIsAbout() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : node().log().lines().toList()) {
      // The JVM says so before any of the node's code runs.
      if (!line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS")) {
        lines.add(JsonMapper.builder().build().readTree(line));
      }
    }
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(line -> {
          assertThat(line.path("@timestamp").asText()).isNotEmpty();
          assertThat(line.path("log.level").asText()).isNotEmpty();
          assertThat(line.path("ecs.version").asText()).isNotEmpty();
          assertThat(line.path("service.name").asText()).isEqualTo("troupe");
        });
    for (String message : List.of("a probe takes a note", "probe|acme:p-1: failed on Fail")) {
      assertThat(lines.stream().filter(line -> line.path("message").asText().equals(message)))
          .as(message)
          .singleElement()
          .satisfies(line -> {
            assertThat(line.path("tenant").asText()).isEqualTo("acme");
            assertThat(line.path("entity").asText()).isEqualTo("probe|acme:p-1");
            assertThat(line.path("command.id").asText()).startsWith("id.tenants.acme.probe.p-1.");
            assertThat(line.path("trace.id").asText()).isEqualTo(TRACE);
          });
    }
  }

  @Test
  void nothingThatATenantSaysIsInTheLogOrTheMetrics() {
    assertThat(Stream.of(node().log(), scrape.text())).noneMatch(text -> text.contains(MARKER));
  }
}
