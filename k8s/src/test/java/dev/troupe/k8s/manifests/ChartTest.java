package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart says the same as the overlays, and refuses values that make no sense. */
class ChartTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void isTheProductionOverlayObjectByObject() {
    assertThat(objects(Rendered.chart())).isEqualTo(objects(Rendered.overlay("production")));
  }

  @Test
  void isTheOtherOverlaysWhereTheyAreSwitchedOn() {
    assertThat(objects(Rendered.chart("lease.enabled=true")))
        .isEqualTo(objects(Rendered.overlay("lease")));
    assertThat(objects(Rendered.chart("annotator.enabled=true")))
        .isEqualTo(objects(Rendered.overlay("annotator")));
    assertThat(objects(Rendered.chart("tenants.enabled=true")))
        .isEqualTo(objects(Rendered.overlay("tenants")));
  }

  @Test
  void isTheBaseWhereEverythingIsSwitchedOff() {
    assertThat(objects(Rendered.chart(Rendered.LITTLE)).keySet())
        .isEqualTo(objects(Rendered.kustomize("base")).keySet());
  }

  @Test
  void aDifferenceIsSeen() {
    assertThat(objects(Rendered.chart("autoscaling.cpu=71")))
        .isNotEqualTo(objects(Rendered.overlay("production")));
  }

  @Test
  void isWithoutFault() {
    assertThat(Rendered.helm("lint").orFail()).contains("0 chart(s) failed");
    assertThat(Rendered.helm("lint", Rendered.EVERYTHING).orFail()).contains("0 chart(s) failed");
  }

  @Test
  void anotherConfigurationIsAnotherPod() {
    Map<String, String> before = pod(Rendered.chart()).getMetadata().getAnnotations();
    Map<String, String> after =
        pod(Rendered.chart("config.TROUPE_LOG_LEVEL=DEBUG")).getMetadata().getAnnotations();
    assertThat(before.get("checksum/config")).hasSize(64);
    assertThat(after.get("checksum/config"))
        .hasSize(64)
        .isNotEqualTo(before.get("checksum/config"));
  }

  @Test
  void theNameOfAConfigurationIsThatOfWhatIsInIt() {
    assertThat(config(Rendered.overlay("production"))).matches("troupe-config-[a-z0-9]{10}");
    assertThat(config(Rendered.overlay("dev")))
        .isNotEqualTo(config(Rendered.overlay("production")));
  }

  @Test
  void anotherImageIsTaken() {
    assertThat(
            pod(Rendered.chart("image.repository=registry.example.com/bank", "image.tag=7.1.2"))
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage())
        .isEqualTo("registry.example.com/bank:7.1.2");
  }

  @Test
  void prometheusFindsItByLabelsOfItsOwn() {
    assertThat(
            Rendered.chart("monitoring.labels.release=stack")
                .get(ServiceMonitor.class, "troupe")
                .getMetadata()
                .getLabels())
        .containsOnly(Map.entry("app", "troupe"), Map.entry("release", "stack"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas=4                                      | replicas: replicas must be one of the following: 3, 5, 7
          image.tag=latest                                | image.tag: Does not match pattern
          nodes=3                                         | Additional property nodes is not allowed
          ingress.hostname=bank.example.com               | ingress: Additional property hostname is not allowed
          config.DATABASE_URL=x                           | Property name of "DATABASE_URL" does not match
          config.TROUPE_DATABASE_PASSWORD=x               | config.TROUPE_DATABASE_PASSWORD: is a secret; put it into the secret 'troupe-secrets', and name its file with 'TROUPE_DATABASE_PASSWORD_FILE'
          config.TROUPE_DATABASE_URL=postgresql://db/bank | config.TROUPE_DATABASE_URL: Does not match pattern
          config.TROUPE_MIN_MEMBERS=2                     | config.TROUPE_MIN_MEMBERS: Invalid type. Expected: string, given: integer
          resources.memory=lots                           | resources.memory: Does not match pattern
          autoscaling.maxReplicas=100                     | autoscaling.maxReplicas: Must be less than or equal to 25
          ingress.enabled=perhaps                         | ingress.enabled: Invalid type. Expected: boolean, given: string
          """)
  void aValueThatMakesNoSenseIsRefused(String value, String why) {
    Program.Ran ran = Rendered.helm("template", value);
    assertThat(ran.code()).isNotZero();
    assertThat(ran.err()).contains(why);
  }

  /** By kind and name, without what only one of the two tools writes. */
  private static Map<String, JsonNode> objects(Manifests manifests) {
    Map<String, JsonNode> objects = new TreeMap<>();
    for (Manifest each : manifests.all()) {
      ObjectNode json = each.json().deepCopy();
      if (json.at("/metadata/annotations") instanceof ObjectNode annotations) {
        annotations.remove("helm.sh/resource-policy");
        removeIfEmpty(json.withObject("/metadata"), annotations);
      }
      if (json.at("/spec/template/metadata/annotations") instanceof ObjectNode annotations) {
        annotations.remove("checksum/config");
        removeIfEmpty(json.withObject("/spec/template/metadata"), annotations);
      }
      JsonNode plain = withoutHashes(json);
      objects.put(plain.at("/kind").asText() + "/" + plain.at("/metadata/name").asText(), plain);
    }
    return objects;
  }

  private static void removeIfEmpty(ObjectNode metadata, ObjectNode annotations) {
    if (annotations.isEmpty()) {
      metadata.remove("annotations");
    }
  }

  private static JsonNode withoutHashes(JsonNode json) {
    try {
      return JSON.readTree(
          json.toString().replaceAll("\"(troupe-config|troupe-settings)-[a-z0-9]{10}\"", "\"$1\""));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static PodTemplateSpec pod(Manifests manifests) {
    return manifests.get(Deployment.class, "troupe").getSpec().getTemplate();
  }

  private static String config(Manifests manifests) {
    return pod(manifests)
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnvFrom()
        .getFirst()
        .getConfigMapRef()
        .getName();
  }
}
