package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ManifestsTest {
  /** Why no manifest sets them. */
  private static final Map<String, Set<String>> LEFT_ALONE =
      Map.of(
          "the defaults are meant",
          Set.of(
              "TROUPE_TENANTS_ONLY_KNOWN",
              "TROUPE_DOCTOR_AT_START",
              "TROUPE_ENCRYPTION",
              "TROUPE_ENCRYPTION_PROVIDER",
              "TROUPE_KEYS_USER",
              "TROUPE_REMOTING_PORT",
              "TROUPE_MANAGEMENT_PORT",
              "TROUPE_HTTP_HOST",
              "TROUPE_HTTP_PORT",
              "TROUPE_MIN_MEMBERS",
              "TROUPE_DRAIN",
              "TROUPE_AUTH_MODE",
              "TROUPE_DATABASE_SCHEMA",
              "TROUPE_DATABASE_POOL_SIZE",
              "TROUPE_DATABASE_READER_ROLE",
              "TROUPE_LOG_LEVEL",
              "TROUPE_PROBE_LOG_LEVEL",
              "TROUPE_DISCOVERY",
              "TROUPE_SERVICE_NAME",
              "TROUPE_REQUIRED_CONTACT_POINTS",
              "TROUPE_APP_VERSION",
              "TROUPE_NODE_ROLES",
              "TROUPE_TLS_RELOAD",
              "TROUPE_KUBERNETES_POD_LABELS",
              "TROUPE_KUBERNETES_POD_NAME",
              "TROUPE_EVOLUTION_GATE",
              "TROUPE_EVOLUTION_ACCEPTED",
              "TROUPE_KUBERNETES_NAMESPACE",
              "TROUPE_KUBERNETES_SERVICE_ACCOUNT"),
          "a secret, or a name beside the one that is set",
          Set.of(
              "TROUPE_DATABASE_USER_FILE",
              "TROUPE_DATABASE_PASSWORD",
              "TROUPE_DATABASE_OWNER_USER_FILE",
              "TROUPE_DATABASE_OWNER_PASSWORD",
              "TROUPE_KEYS_PASSWORD"),
          "for one machine",
          Set.of(
              "TROUPE_CONTACT_POINTS",
              "TROUPE_KEY_FILE_CREATE",
              "TROUPE_CERTIFICATE_KEY_CREATE",
              "TROUPE_STOP_WITH_PARENT"),
          "of the command line",
          Set.of("TROUPE_URL", "TROUPE_TOKEN"));

  @ParameterizedTest
  @EnumSource
  void nothingIsFoundInAnyRendering(Check check) {
    Rendered.all()
        .forEach((name, manifests) ->
            assertThat(check.findings(manifests)).as("%s: %s", name, check).isEmpty());
  }

  @Test
  void everyRenderingHasNodesAndTheirConfiguration() {
    Rendered.all()
        .forEach((name, manifests) -> {
          assertThat(manifests.of(Deployment.class)).as(name).hasSize(1);
          assertThat(manifests.of(ConfigMap.class)).as(name).isNotEmpty();
        });
  }

  @Test
  void everyVariableOfTheAppIsSetOrLeftAloneForAReason() {
    Set<String> set = new TreeSet<>();
    Rendered.all()
        .values()
        .forEach(manifests ->
            manifests
                .pods()
                .values()
                .forEach(pod ->
                    set.addAll(
                        FitsTheApp.variables(manifests, pod.getSpec().getContainers().getFirst())
                            .keySet())));
    Set<String> left = new TreeSet<>();
    LEFT_ALONE.values().forEach(left::addAll);
    assertThat(left).doesNotContainAnyElementsOf(set);
    left.addAll(set);
    assertThat(left).containsAll(NodeFacts.read().variables());
  }

  @Test
  void namespacesRefusePodsThatMayDoTooMuch() {
    assertThat(
            Rendered.kustomize("namespace")
                .get(Namespace.class, "troupe")
                .getMetadata()
                .getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    assertThat(
            Rendered.kustomize("tenant-silo")
                .get(Namespace.class, "troupe-acme")
                .getMetadata()
                .getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted")
        .containsEntry("troupe.dev/tenant", "acme");
  }
}
