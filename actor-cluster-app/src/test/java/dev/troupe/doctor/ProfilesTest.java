package dev.troupe.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.app.internal.ExaminedSettings;
import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.gather.ManifestReader;
import dev.troupe.k8s.manifests.Program;
import dev.troupe.k8s.manifests.Project;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is shipped to be installed, the doctor has nothing to say of it. */
class ProfilesTest {
  private static final String LITTLE =
      "--set certificates.enabled=false --set ingress.enabled=false --set networkPolicy.enabled=false"
          + " --set autoscaling.enabled=false --set recommendation.enabled=false"
          + " --set monitoring.enabled=false";
  private static final String MUCH =
      "--set lease.enabled=true --set annotator.enabled=true --set tenants.enabled=true"
          + " --set autoscaling.activeEntities=15000";
  private static final String CHART = "helm template bank k8s/helm/troupe --namespace troupe ";

  static Stream<String> commands() {
    String folder = "k8s/kustomize/";
    return Stream.concat(
        Stream.of(
            "kubectl kustomize " + folder + "base",
            "kubectl kustomize " + folder + "tenant-silo",
            CHART.strip(),
            CHART + LITTLE,
            CHART + MUCH),
        Stream.of(Objects.requireNonNull(Project.path(folder + "overlays").toFile().list()))
            .sorted()
            .map(overlay -> "kubectl kustomize " + folder + "overlays/" + overlay));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void nothingIsFound(String command) {
    List<String> words = List.of(command.split(" ", -1));
    Program program = words.getFirst().equals("helm") ? Program.helm() : Program.kubectl();
    ManifestFacts manifests =
        ManifestReader.parse(
            command, program.run(words.subList(1, words.size()).toArray(String[]::new)).orFail());
    NodeFacts node = ExaminedSettings.ofPods(manifests).orElseThrow();

    Diagnosis diagnosis =
        Diagnosis.of(
            Facts.NONE.withManifests(manifests).withNode(node),
            Diagnosis.accepted(node.text("troupe.doctor.accept")));

    assertThat(diagnosis.findings()).isEmpty();
    assertThat(diagnosis.parts()).containsExactly("configuration", "manifests");
  }
}
