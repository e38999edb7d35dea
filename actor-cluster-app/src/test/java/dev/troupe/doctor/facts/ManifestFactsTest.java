package dev.troupe.doctor.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.app.internal.ExaminedSettings;
import dev.troupe.doctor.gather.ManifestReader;
import dev.troupe.doctor.rules.Rules;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the variables of a node's container come from. */
class ManifestFactsTest {
  private static final String CONFIG_MAPS =
      """
      kind: ConfigMap
      metadata: {name: bank}
      data: {POOL_SIZE: "7", DRAIN: 5s}
      ---
      kind: ConfigMap
      metadata: {name: ports}
      data: {http: "8081"}
      ---
      """;

  private static final String SOURCES =
      """
      kind: Deployment
      metadata: {name: bank}
      spec:
        template:
          spec:
            containers:
              - name: sidecar
              - name: bank
                envFrom:
                  - {prefix: TROUPE_DATABASE_, configMapRef: {name: bank}}
                  - {prefix: TROUPE_, configMapRef: {name: bank}}
                  - secretRef: {name: passwords}
                env:
                  - name: TROUPE_DATABASE_URL
                    valueFrom: {secretKeyRef: {name: database, key: url}}
                  - name: TROUPE_NODE_HOST
                    valueFrom: {fieldRef: {fieldPath: status.podIP}}
                  - name: TROUPE_HTTP_PORT
                    valueFrom: {configMapKeyRef: {name: ports, key: http}}
                  - name: TROUPE_MANAGEMENT_PORT
                    valueFrom: {configMapKeyRef: {name: ports, key: none}}
                  - name: TROUPE_REMOTING_PORT
                    valueFrom: {configMapKeyRef: {name: elsewhere, key: port}}
                  - name: TROUPE_DRAIN
                    valueFrom: {secretKeyRef: {name: times, key: drain}}
                  - name: TROUPE_MIN_MEMBERS
                    valueFrom: {resourceFieldRef: {resource: limits.cpu}}
                  - name: TROUPE_EMPTY
      """;

  private final ManifestFacts manifests = ManifestReader.parse("bank", CONFIG_MAPS + SOURCES);

  @Test
  void aVariableHasTheValueOfItsSourceAndIsLeftOutWhereNobodyCanSeeIt() {
    assertThat(manifests.nodes().orElseThrow().variables())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "TROUPE_DATABASE_POOL_SIZE", "7",
                "TROUPE_DATABASE_DRAIN", "5s",
                "TROUPE_POOL_SIZE", "7",
                "TROUPE_NODE_HOST", "status.podIP",
                "TROUPE_HTTP_PORT", "8081",
                "TROUPE_EMPTY", ""));
  }

  @Test
  void noRuleFailsForWhatIsNotKnown() {
    Facts facts =
        Facts.NONE
            .withManifests(manifests)
            .withNode(ExaminedSettings.ofPods(manifests).orElseThrow());

    assertThat(Rules.findings(facts))
        .isNotEmpty()
        .noneMatch(each -> each.evidence().contains("can't be checked"));
  }

  @Test
  void aNodeIsFoundByAVariableWhoseValueIsSecret() {
    assertThat(
            ManifestReader.parse("bank", SOURCES.replaceAll("NODE_HOST", "HOST"))
                .nodes()
                .orElseThrow()
                .container()
                .path("name")
                .asText())
        .isEqualTo("bank");
  }
}
