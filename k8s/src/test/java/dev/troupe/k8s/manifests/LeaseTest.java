package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The overlay in which a lease decides which side of a partition goes on. */
class LeaseTest {
  private static final String RESOLVER = "pekko.cluster.split-brain-resolver.";

  @ParameterizedTest
  @ValueSource(strings = {"overlay", "chart"})
  void theNodesReadSettingsThatNameALeaseThatIsThere(String rendering) {
    Manifests manifests = rendering(rendering);
    var container =
        manifests
            .get(Deployment.class, "troupe")
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst();
    Map<String, String> variables = FitsTheApp.variables(manifests, container);
    assertThat(variables)
        .containsEntry("JAVA_TOOL_OPTIONS", "-Dconfig.file=/etc/troupe/application.conf");
    assertThat(container.getVolumeMounts())
        .anyMatch(mount ->
            mount.getMountPath().equals("/etc/troupe") && mount.getName().equals("settings"));

    Config settings =
        ConfigFactory.parseString(settings(manifests))
            .withFallback(ConfigFactory.defaultReference());
    assertThat(settings.getString(RESOLVER + "active-strategy")).isEqualTo("lease-majority");
    String lease = settings.getString(RESOLVER + "lease-majority.lease-implementation");
    assertThatCode(() -> Class.forName(settings.getString(lease + ".lease-class")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlay", "chart"})
  void theResourceIsTheOneThatPekkoAsksFor(String rendering) {
    var definition =
        rendering(rendering)
            .get(CustomResourceDefinition.class, "leases.pekko.apache.org")
            .getSpec();
    assertThat(definition.getGroup()).isEqualTo("pekko.apache.org");
    assertThat(definition.getNames().getPlural()).isEqualTo("leases");
    assertThat(definition.getScope()).isEqualTo("Namespaced");
    assertThat(definition.getVersions())
        .singleElement()
        .satisfies(version -> {
          assertThat(version.getName()).isEqualTo("v1");
          assertThat(version.getStorage()).isTrue();
          assertThat(version.getSchema().getOpenAPIV3Schema().getProperties())
              .hasEntrySatisfying(
                  "spec",
                  spec ->
                      assertThat(spec.getProperties().keySet())
                          .isEqualTo(java.util.Set.of("owner", "time")));
        });
  }

  private static String settings(Manifests manifests) {
    List<ConfigMap> maps =
        manifests.of(ConfigMap.class).stream()
            .filter(map -> map.getMetadata().getName().startsWith("troupe-settings"))
            .toList();
    assertThat(maps).hasSize(1);
    return maps.getFirst().getData().getOrDefault("application.conf", "");
  }

  private static Manifests rendering(String name) {
    return name.equals("chart") ? Rendered.chart(Rendered.EVERYTHING) : Rendered.overlay("lease");
  }
}
