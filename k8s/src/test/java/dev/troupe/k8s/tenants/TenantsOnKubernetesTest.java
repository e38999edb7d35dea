package dev.troupe.k8s.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.k8s.fake.FakeApi;
import dev.troupe.k8s.fake.Tunnel;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Resources of an API over https, which lets the pods do what their role says. */
class TenantsOnKubernetesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ERASED = "0f".repeat(32);

  private final FakeApi api = new FakeApi();
  private final TenantsInMemory tenants = new TenantsInMemory();
  private final List<Node> nodes = new ArrayList<>();

  /** A node, and its own way to the API. */
  private record Node(String name, Tunnel tunnel, TenantsOnKubernetes running) {}

  private Node node(String name) {
    Tunnel tunnel = api.tunnel();
    Node node =
        new Node(name, tunnel, TenantsOnKubernetes.start(api.pod(tunnel), settings(name), tenants));
    nodes.add(node);
    return node;
  }

  private static TenantResourcesSettings settings(String node) {
    return new TenantResourcesSettings(
        "",
        "troupe-tenants",
        node,
        Duration.ofSeconds(2),
        Duration.ofMillis(1500),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    nodes.forEach(node -> {
      node.running().close();
      node.tunnel().close();
    });
    api.close();
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime() - deadline).as("waited in vain for %s", what).isNegative();
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void awaitSynced(String tenant, String expected) throws Exception {
    await(tenant + " " + expected, () -> api.synced(tenant).equals(expected));
  }

  @Test
  void aTenantIsCreatedLimitedSuspendedAndErased() throws Exception {
    node("one");
    api.apply("acme", Map.of("reason", "contract 17", "limits", Map.of("streams", 5)));
    awaitSynced("acme", "True AsDeclared");
    assertThat(api.status("acme", "phase")).contains("Active");
    assertThat(api.status("acme", "limits")).hasToString("Optional[{streams=5}]");

    api.apply("acme", Map.of("reason", "contract 18", "limits", Map.of("streams", 6)));
    await("limits", () -> api.status("acme", "limits").toString().contains("streams=6"));
    api.apply("acme", Map.of("reason", "unpaid", "suspended", true));
    await("suspension", () -> api.status("acme", "phase").equals(Optional.of("Suspended")));
    api.apply("acme", Map.of("reason", "paid", "suspended", false));
    await("resumption", () -> api.status("acme", "phase").equals(Optional.of("Active")));
    api.apply("acme", Map.of("reason", "over", "erase", "acme"));
    awaitSynced("acme", "False Erasing");
    tenants.change("acme", Phase.ERASED, Map.of(), ERASED);
    await("certificate", () -> api.status("acme", "certificate").isPresent());
    awaitSynced("acme", "True AsDeclared");
    assertThat(api.status("acme", "certificate")).contains(ERASED);
    assertThat(api.status("acme", "observedGeneration")).contains(5);

    assertThat(tenants.asked())
        .containsExactly("acme create", "acme limits", "acme suspend", "acme resume", "acme erase");
    assertThat(tenants.origins())
        .extracting(Origin::who)
        .containsOnly("kubernetes:%s/acme".formatted(FakeApi.NAMESPACE));
    assertThat(tenants.origins())
        .extracting(Origin::why)
        .containsExactly("contract 17", "contract 18", "unpaid", "paid", "over");
    assertThat(api.unusedRights()).as("rights that nobody needs").isEmpty();
    assertThat(api.refused()).as("rights that are missing").isEmpty();
  }

  @Test
  void aForeignChangeIsPutBackWhereItIsDeclared() throws Exception {
    node("one");
    api.apply("acme", Map.of("reason", "x", "limits", Map.of("streams", 5)));
    awaitSynced("acme", "True AsDeclared");
    tenants.change("acme", Phase.SUSPENDED, Map.of("streams", 9L, "reminders", 1L), "");
    await("put back", () -> tenants.asked().contains("acme limits"));
    await(
        "what is not declared", () -> api.status("acme", "phase").equals(Optional.of("Suspended")));
    awaitSynced("acme", "True AsDeclared");
    assertThat(api.status("acme", "limits")).hasToString("Optional[{reminders=1, streams=5}]");
  }

  @Test
  void aDeletedResourceLeavesItsTenantAlone() throws Exception {
    node("one");
    api.apply("acme", Map.of("reason", "x"));
    awaitSynced("acme", "True AsDeclared");
    api.tenant("acme").delete();
    api.apply("globex", Map.of("reason", "x"));
    awaitSynced("globex", "True AsDeclared");
    tenants.change("acme", Phase.SUSPENDED, Map.of(), "");
    api.apply("initech", Map.of("reason", "x"));
    awaitSynced("initech", "True AsDeclared");
    assertThat(tenants.asked()).containsExactly("acme create", "globex create", "initech create");
    assertThat(api.tenant("acme").get()).isNull();
  }

  @Test
  void whatCannotBeIsSaidInTheStatus() throws Exception {
    node("one");
    api.apply("acme.eu", Map.of("reason", "x"));
    api.apply("acme", Map.of("reason", "x", "limits", Map.of("speed", 1)));
    api.apply("globex", Map.of("suspended", "perhaps", "reason", "x"));
    awaitSynced("acme.eu", "False InvalidName");
    awaitSynced("acme", "False Refused");
    awaitSynced("globex", "False InvalidSpec");
    assertThat(String.valueOf(api.status("acme", "lastError")))
        .contains("invalid-limit: limit 'speed' is not known");
    assertThat(tenants.asked()).containsExactly("acme create");
  }

  @Test
  void whenTheLeaderIsCutOffAnotherGoesOnAndLaterTheyAreStillTwo() throws Exception {
    Node first = node("one");
    await("a leader", () -> first.running().isLeading() && api.holder().equals("one"));
    Node second = node("two");
    api.apply("acme", Map.of("reason", "x"));
    awaitSynced("acme", "True AsDeclared");
    assertThat(second.running().isLeading()).isFalse();

    first.tunnel().cut();
    api.apply("globex", Map.of("reason", "x"));
    awaitSynced("globex", "True AsDeclared");
    assertThat(api.holder()).isEqualTo("two");
    await("the end of the first", () -> !first.running().isLeading());

    first.tunnel().mend();
    second.running().close();
    api.apply("initech", Map.of("reason", "x"));
    awaitSynced("initech", "True AsDeclared");
    assertThat(api.holder()).isEqualTo("one");
    assertThat(tenants.asked()).containsExactly("acme create", "globex create", "initech create");
  }

  @Test
  void whatIsDeclaredWhileTheApiCannotBeReachedIsDoneLater() throws Exception {
    Node only = node("one");
    api.apply("acme", Map.of("reason", "x"));
    awaitSynced("acme", "True AsDeclared");
    only.tunnel().cut();
    await("its end", () -> !only.running().isLeading());
    api.apply("acme", Map.of("reason", "x", "suspended", true));
    api.apply("globex", Map.of("reason", "x"));
    assertThat(tenants.asked()).containsExactly("acme create");
    only.tunnel().mend();
    awaitSynced("globex", "True AsDeclared");
    await("suspension", () -> tenants.asked().contains("acme suspend"));
  }

  @Test
  void anOutageOfTheTenantsIsInTheStatusAndBridged() throws Exception {
    tenants.outage("the database does not answer");
    node("one");
    api.apply("acme", Map.of("reason", "x"));
    awaitSynced("acme", "False Unavailable");
    tenants.outage("");
    awaitSynced("acme", "True AsDeclared");
    assertThat(String.valueOf(api.status("acme", "lastError")))
        .contains("the database does not answer");
    assertThat(tenants.origins())
        .extracting(Origin::id)
        .containsOnly(tenants.origins().getFirst().id());
  }

  @Test
  void aNodeThatKnowsNoNamespaceSaysSo() {
    KubernetesClient client = new KubernetesClientBuilder().withConfig(Config.empty()).build();
    assertThatThrownBy(() -> TenantsOnKubernetes.start(client, settings("one"), tenants))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("troupe.kubernetes.tenants.namespace is empty");
  }

  @Test
  void aHolderWhoseClockIsAheadHoldsTheLeaseNoLonger() throws Exception {
    api.hold("gone", ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));
    node("one");
    await("the next holder", () -> api.holder().equals("one"));
  }

  @Test
  void aLeaseThatIsNoneEndsNoElection() throws Exception {
    api.hold("gone", null);
    Node only = node("one");
    api.apply("acme", Map.of("reason", "x"));
    await("a look at it", () -> api.used().contains("leases get"));
    assertThat(only.running().isLeading()).isFalse();
    api.deleteLease();
    awaitSynced("acme", "True AsDeclared");
  }

  @Test
  void whatTheApiRefusesIsSaidWithWhatToDo() {
    String said =
        ApiFailure.sentence(
            "watch tenants.troupe.dev", "shop", new KubernetesClientException("no", 403, null));
    assertThat(said)
        .isEqualTo(
            "the Kubernetes API forbids to watch tenants.troupe.dev in namespace 'shop'; give the pods the role of k8s/kustomize/components/tenants");
    assertThat(
            ApiFailure.sentence("watch it", "shop", new KubernetesClientException("no", 404, null)))
        .contains("apply k8s/crd/tenant.yaml");
    assertThat(ApiFailure.sentence("watch it", "shop", new IllegalStateException("refused")))
        .isEqualTo("the Kubernetes API could not watch it in namespace 'shop': refused");
  }
}
