package dev.troupe.http.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.cluster.testkit.TestNode;
import dev.troupe.http.operator.Operators.Call;
import dev.troupe.k8s.fake.FakeApi;
import dev.troupe.k8s.fake.Tunnel;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Tenants that are resources of Kubernetes, at three nodes and an API over https. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenantResourcesIT {
  private static final String WHO = "kubernetes:" + FakeApi.NAMESPACE + "/";

  private FakeApi api;
  private Tunnel tunnel;
  private Operators operators;
  private String ada;

  @BeforeAll
  void start(@TempDir Path directory) {
    api = new FakeApi();
    tunnel = api.tunnel();
    Map<String, String> environment = new HashMap<>(api.environment(tunnel));
    environment.put("TROUPE_KUBERNETES_TENANTS", "true");
    environment.put(
        "JAVA_TOOL_OPTIONS",
        "-Dtroupe.kubernetes.tenants.lease-duration=3s -Dtroupe.kubernetes.tenants.renew-deadline=2s"
            + " -Dtroupe.kubernetes.tenants.retry-period=500ms");
    operators = new Operators(directory, 3, environment);
    ada = operators.operator("ada", "*");
  }

  @AfterAll
  void stop() {
    operators.close();
    tunnel.close();
    api.close();
  }

  private void awaitSynced(String tenant, String expected) throws Exception {
    Operators.await(tenant + " " + expected, () -> api.synced(tenant).equals(expected));
  }

  private void awaitPhase(String tenant, String phase) throws Exception {
    Operators.await(phase, () -> api.status(tenant, "phase").equals(Optional.of(phase)));
  }

  private JsonNode shown(String tenant) throws Exception {
    return operators.send(2, ada, Call.get("/operator/tenants/" + tenant)).json();
  }

  private int changed(String tenant, String verb, String body) throws Exception {
    return operators
        .send(2, ada, Call.post("/operator/tenants/%s/%s".formatted(tenant, verb), body))
        .status();
  }

  @SuppressWarnings("unchecked")
  private void apply(String sample) {
    var resource = (GenericKubernetesResource) FakeApi.load("crd/samples/" + sample).getFirst();
    api.apply(
        resource.getMetadata().getName(),
        (Map<String, ?>)
            Objects.requireNonNull(resource.getAdditionalProperties().get("spec"), sample));
  }

  @Test
  @Order(1)
  void aTenantIsServedAsItsResourceSays() throws Exception {
    apply("hooli.yaml");
    awaitSynced("hooli", "True AsDeclared");
    Operators.await("first answer", () -> operators.opened("hooli", "a-1").isEmpty());
    assertThat(shown("hooli").at("/limits").toString())
        .contains("\"streams\":20", "\"commands-per-second\":500");
    assertThat(String.valueOf(api.status("hooli", "limits")))
        .contains("streams=20", "reminders=100000", "stored-bytes=9223372036854775807");

    api.apply("hooli", Map.of("reason", "invoice 42", "suspended", true));
    awaitPhase("hooli", "Suspended");
    Operators.await(
        "suspension", () -> operators.opened("hooli", "a-2").equals("tenant-suspended"));
    api.apply(
        "hooli",
        Map.of("reason", "invoice 42 is paid", "suspended", false, "limits", Map.of("streams", 7)));
    Operators.await("resumption", () -> operators.opened("hooli", "a-2").isEmpty());
    awaitSynced("hooli", "True AsDeclared");
    assertThat(shown("hooli").at("/effective/streams").asLong()).isEqualTo(7);
    assertThat(operators.audit("hooli"))
        .containsExactly(
            WHO + "hooli create tenant:create DONE",
            WHO + "hooli suspend tenant:suspend DONE",
            WHO + "hooli resume tenant:resume DONE",
            WHO + "hooli limits tenant:limits DONE");
    assertThat(operators.rows("hooli"))
        .extracting(row -> row.path("detail").asText())
        .containsExactly(
            "contract 17; {commands-per-second=500, streams=20}",
            "invoice 42",
            "invoice 42 is paid",
            "invoice 42 is paid; {streams=7}");
  }

  @Test
  @Order(2)
  void whatAnOperatorChangesIsPutBackWhereItIsDeclared() throws Exception {
    api.apply("piper", Map.of("reason", "x", "limits", Map.of("streams", 5)));
    awaitSynced("piper", "True AsDeclared");
    assertThat(changed("piper", "limits", "{'limits':{'streams':9,'reminders':3},'why':'y'}"))
        .isEqualTo(204);
    operators.awaitRow("piper", WHO + "piper limits tenant:limits DONE");
    assertThat(changed("piper", "suspend", "{'why':'y'}")).isEqualTo(204);
    awaitPhase("piper", "Suspended");
    JsonNode shown = shown("piper");
    assertThat(shown.at("/limits/streams").asLong()).isEqualTo(5);
    assertThat(shown.at("/limits/reminders").asLong()).isEqualTo(3);
    assertThat(shown.path("status").asText()).isEqualTo("SUSPENDED");
    awaitSynced("piper", "True AsDeclared");
  }

  @Test
  @Order(2)
  void whatIsRefusedIsInTheStatusAndInTheAuditOnce() throws Exception {
    api.apply("wayne", Map.of("reason", "x", "limits", Map.of("speed", 1)));
    awaitSynced("wayne", "False Refused");
    assertThat(String.valueOf(api.status("wayne", "lastError")))
        .contains("invalid-limit: limit 'speed' is not known");
    api.apply("wayne", Map.of("reason", "x", "limits", Map.of("streams", 1)));
    awaitSynced("wayne", "True AsDeclared");
    assertThat(operators.audit("wayne"))
        .containsExactly(
            WHO + "wayne create tenant:create FAILED", WHO + "wayne create tenant:create DONE");
  }

  @Test
  @Order(3)
  void anErasedTenantsCertificateIsInTheStatus() throws Exception {
    apply("hooli-erased.yaml");
    awaitPhase("hooli", "Erased");
    awaitSynced("hooli", "True AsDeclared");
    assertThat(api.status("hooli", "certificate"))
        .contains(shown("hooli").path("certificate").asText());
    assertThat(operators.audit("hooli"))
        .contains(WHO + "hooli erase tenant:erase DONE", "troupe erase tenant:erase DONE");
    api.tenant("hooli").delete();
    api.apply("hooli", Map.of("reason", "once more"));
    awaitSynced("hooli", "False Erased");
  }

  @Test
  @Order(4)
  void whenTheLeaderIsKilledAnotherNodeGoesOn() throws Exception {
    Operators.await("a leader", () -> leader(operators.cluster().nodes()).isPresent());
    String holder = api.holder();
    TestNode leader = leader(operators.cluster().nodes()).orElseThrow();
    leader.kill();
    api.apply("globex", Map.of("reason", "x"));
    api.apply("piper", Map.of("reason", "x", "suspended", false));
    awaitSynced("globex", "True AsDeclared");
    awaitPhase("piper", "Active");
    assertThat(api.holder()).isNotEqualTo(holder);
    assertThat(leader(operators.cluster().nodes()).orElseThrow().isAlive()).isTrue();
  }

  private Optional<TestNode> leader(List<TestNode> nodes) {
    String holder = api.holder();
    return nodes.stream().filter(node -> holder.endsWith(":" + node.remotingPort())).findFirst();
  }
}
