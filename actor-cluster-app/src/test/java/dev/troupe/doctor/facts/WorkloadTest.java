package dev.troupe.doctor.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.doctor.gather.ManifestReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many nodes there are at most while they are replaced. */
class WorkloadTest {
  @ParameterizedTest
  @CsvSource({
    "Deployment, '{rollingUpdate: {maxSurge: 2}}', 11",
    "Deployment, '{rollingUpdate: {maxSurge: 0}}', 9",
    "Deployment, '{rollingUpdate: {maxSurge: 50%}}', 14",
    "Deployment, '{rollingUpdate: {maxSurge: 100%}}', 18",
    "Deployment, '{type: RollingUpdate}', 12",
    "Deployment, '{type: Recreate}', 9",
    "StatefulSet, '{}', 9"
  })
  void aShareOfSurgeIsOfTheMostThatThereAreAndRoundedUp(String kind, String strategy, int most) {
    ManifestFacts manifests =
        ManifestReader.parse(
            "bank",
            """
            kind: %s
            metadata: {name: bank}
            spec:
              strategy: %s
              template: {spec: {containers: [{env: [{name: TROUPE_NODE_HOST, value: a}]}]}}
            ---
            kind: HorizontalPodAutoscaler
            metadata: {name: bank}
            spec: {minReplicas: 3, maxReplicas: 9, scaleTargetRef: {name: bank}}
            """
                .formatted(kind, strategy));

    assertThat(Facts.NONE.withManifests(manifests).mostNodes()).hasValue(most);
  }
}
