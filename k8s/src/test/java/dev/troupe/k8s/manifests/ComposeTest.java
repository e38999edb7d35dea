package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The containers that run on one machine. */
class ComposeTest {
  private static final Path FOLDER = Project.path("k8s/compose");
  private final Map<String, Object> file = yaml("k8s/compose/compose.yaml");
  private final Map<String, Map<String, Object>> services = services();
  private final NodeFacts app = NodeFacts.read();

  @Test
  void thereAreThreeNodesAndWhatTheyNeed() {
    assertThat(services.keySet())
        .containsExactlyInAnyOrder(
            "node-1", "node-2", "node-3", "secrets", "postgres", "prometheus", "grafana");
  }

  @Test
  void theVariablesAreKnownToTheApp() {
    nodes()
        .forEach((name, node) ->
            assertThat(environment(node).keySet())
                .as(name)
                .allSatisfy(variable -> assertThat(app.variables()).contains(variable)));
  }

  @Test
  void nodesFindEachOtherAndNobodyElseDoes() {
    String all =
        nodes().keySet().stream()
            .map(name -> name + ":" + app.management())
            .collect(Collectors.joining(","));
    nodes()
        .forEach((name, node) -> {
          assertThat(environment(node))
              .containsEntry("TROUPE_NODE_HOST", name)
              .containsEntry("TROUPE_CONTACT_POINTS", all);
          assertThat(list(node, "ports"))
              .singleElement()
              .asString()
              .startsWith("127.0.0.1:")
              .endsWith(":" + app.http());
        });
  }

  @Test
  void onlyThisMachineGetsIn() {
    services.forEach((name, service) ->
        assertThat(list(service, "ports"))
            .as(name)
            .allSatisfy(port -> assertThat(port).asString().startsWith("127.0.0.1:")));
  }

  @Test
  void nodesMayDoAsLittleAsInKubernetes() {
    nodes()
        .forEach((name, node) -> {
          assertThat(node)
              .as(name)
              .containsEntry("user", "10001:10001")
              .containsEntry("read_only", true)
              .containsEntry("command", List.of("node"));
          assertThat(list(node, "cap_drop")).isEqualTo(List.of("ALL"));
          assertThat(list(node, "security_opt")).isEqualTo(List.of("no-new-privileges:true"));
        });
  }

  @Test
  void theShutdownIsWaitedFor() {
    nodes()
        .forEach((name, node) ->
            assertThat(Duration.parse("PT" + node.get("stop_grace_period")))
                .as(name)
                .isGreaterThan(app.shutdown()));
  }

  @Test
  void noSecretIsInTheFileAndEachThatIsNamedIsInTheVolume() {
    services.forEach((name, service) ->
        environment(service)
            .forEach((variable, value) -> {
              assertThat(variable).as(name).doesNotMatch(".*(PASSWORD|TOKEN)");
              if (variable.endsWith("_FILE") || value.startsWith("/")) {
                assertThat(value).as(variable).startsWith("/var/run/secrets/troupe");
              }
            }));
  }

  @Test
  void everyFileThatIsMountedIsThere() {
    assertThat(
            services.values().stream()
                .flatMap(service -> list(service, "volumes").stream())
                .map(each -> each.toString().split(":", -1)[0])
                .filter(source -> source.startsWith(".")))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(FOLDER.resolve(source)).exists());
  }

  @Test
  void imagesAreOfAVersion() {
    services.forEach((name, service) ->
        assertThat(service.get("image")).as(name).asString().matches(".*:v?\\d[^:]*"));
  }

  @Test
  void prometheusScrapesEachNode() {
    assertThat(yaml("k8s/compose/prometheus.yaml").toString())
        .contains(
            nodes().keySet().stream()
                .map(name -> name + ":" + app.management())
                .collect(Collectors.joining(", ")))
        .contains("/etc/prometheus/rules/*.yaml");
    assertThat(list(service("prometheus"), "volumes"))
        .asString()
        .contains("../monitoring/rules:/etc/prometheus/rules:ro");
  }

  @Test
  void grafanaShowsWhatPrometheusHas() {
    assertThat(yaml("k8s/compose/grafana/datasources.yaml").toString())
        .contains("url=http://prometheus:9090");
    assertThat(yaml("k8s/compose/grafana/dashboards.yaml").toString())
        .contains("path=/var/lib/grafana/dashboards");
    assertThat(list(service("grafana"), "volumes"))
        .asString()
        .contains("../monitoring/dashboards:/var/lib/grafana/dashboards:ro");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          200, 0
          500, 1
          503, 1
          """)
  void aNodeIsHealthyWhenItIsReady(int status, int code) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/ready",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      assertThat(healthcheck(server.getAddress().getPort()).code()).isEqualTo(code);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aNodeThatDoesNotListenIsNotHealthy() {
    assertThat(healthcheck(1).code()).isNotZero();
  }

  private Program.Ran healthcheck(int port) {
    List<Object> test = list(map(service("node-1").get("healthcheck")), "test");
    assertThat(test.subList(0, 3)).isEqualTo(List.of("CMD", "bash", "-c"));
    String script = test.get(3).toString().replace("$$", "$");
    assertThat(script).contains("/dev/tcp/127.0.0.1/" + app.management());
    return new Program("bash").run("-c", script.replace("/" + app.management(), "/" + port));
  }

  private Map<String, Map<String, Object>> nodes() {
    return services.entrySet().stream()
        .filter(each -> each.getKey().startsWith("node-"))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
  }

  private Map<String, Map<String, Object>> services() {
    Map<String, Map<String, Object>> all = new TreeMap<>();
    map(file.get("services")).forEach((name, service) -> all.put(name, map(service)));
    return all;
  }

  private Map<String, Object> service(String name) {
    return services.getOrDefault(name, Map.of());
  }

  private static Map<String, String> environment(Map<String, Object> service) {
    return map(service.getOrDefault("environment", Map.of())).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().toString()));
  }

  private static List<Object> list(Map<String, Object> service, String field) {
    return service.get(field) instanceof List<?> list
        ? Stream.<Object>of(list.toArray()).toList()
        : List.of();
  }

  private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    if (value instanceof Map<?, ?> given) {
      given.forEach((name, each) -> map.put(name.toString(), each));
    }
    return map;
  }

  private static Map<String, Object> yaml(String path) {
    return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Project.read(path)));
  }
}
