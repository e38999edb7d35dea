package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How nodes are rolled, stopped and spread. */
class DeploymentTest {
  private final DeploymentSpec nodes =
      Rendered.kustomize("base").get(Deployment.class, "troupe").getSpec();
  private final PodSpec pod = nodes.getTemplate().getSpec();
  private final Container container = pod.getContainers().getFirst();

  @Test
  void threeNodesAreReplacedOneByOneAndNoneIsMissing() {
    assertThat(nodes.getReplicas()).isEqualTo(3);
    assertThat(nodes.getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(nodes.getStrategy().getRollingUpdate().getMaxSurge().getIntVal()).isEqualTo(1);
    assertThat(nodes.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal()).isZero();
    assertThat(nodes.getMinReadySeconds()).isEqualTo(10);
  }

  @Test
  void aClusterCanFormWithOnePodMissing() {
    assertThat(NodeFacts.read().contactPoints()).isLessThan(nodes.getReplicas());
  }

  @Test
  void startingMayTakeTwoMinutesAndLivenessIsSlow() {
    Probe startup = container.getStartupProbe();
    assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold()).isEqualTo(120);
    assertThat(container.getLivenessProbe().getPeriodSeconds()).isEqualTo(10);
    assertThat(container.getLivenessProbe().getFailureThreshold()).isEqualTo(6);
    assertThat(container.getReadinessProbe().getPeriodSeconds()).isEqualTo(3);
    assertThat(container.getReadinessProbe().getFailureThreshold()).isEqualTo(3);
  }

  @Test
  void theShutdownOfTheAppIsTheSumOfItsPhases() {
    assertThat(NodeFacts.read().shutdown()).isGreaterThan(java.time.Duration.ofSeconds(60));
    assertThat(pod.getTerminationGracePeriodSeconds())
        .isGreaterThan(NodeFacts.read().shutdown().toSeconds());
  }

  @Test
  void nodesAreSpreadOverZonesAndMachines() {
    assertThat(pod.getTopologySpreadConstraints())
        .extracting("topologyKey")
        .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
    assertThat(pod.getTopologySpreadConstraints())
        .allSatisfy(spread -> {
          assertThat(spread.getWhenUnsatisfiable()).isEqualTo("ScheduleAnyway");
          assertThat(spread.getMatchLabelKeys()).containsExactly("pod-template-hash");
        });
  }

  @Test
  void memoryIsBoundedAndCpuIsNot() {
    assertThat(container.getResources().getRequests())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("cpu", new Quantity("1"), "memory", new Quantity("2Gi")));
    assertThat(container.getResources().getLimits())
        .containsExactlyEntriesOf(Map.of("memory", new Quantity("2Gi")));
  }

  @Test
  void writesOnlyWhereItMust() {
    assertThat(container.getVolumeMounts())
        .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
        .extracting(VolumeMount::getMountPath)
        .containsExactlyInAnyOrder("/tmp", "/dumps");
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getEmptyDir() != null)
        .extracting(Volume::getEmptyDir)
        .extracting(EmptyDirVolumeSource::getSizeLimit)
        .hasSize(2)
        .doesNotContainNull();
  }

  @Test
  void aDumpOfTheHeapHasRoom() {
    Quantity room =
        pod.getVolumes().stream()
            .filter(volume -> volume.getName().equals("dumps"))
            .findFirst()
            .orElseThrow()
            .getEmptyDir()
            .getSizeLimit();
    assertThat(container.getResources().getLimits())
        .hasEntrySatisfying(
            "memory",
            memory ->
                assertThat(room.getNumericalAmount()).isGreaterThan(memory.getNumericalAmount()));
  }

  @Test
  void secretsAreFilesThatTheUserOfTheImageReadsByItsGroup() {
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(10001);
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .hasSize(2)
        .allSatisfy(volume -> assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440));
  }

  @Test
  void noServiceOfTheNamespaceBecomesVariables() {
    assertThat(pod.getEnableServiceLinks()).isFalse();
    assertThat(pod.getAutomountServiceAccountToken()).isTrue();
  }

  @Test
  void theCommandIsThatOfTheImageAndRunsANode() {
    assertThat(container.getCommand()).isEmpty();
    assertThat(container.getArgs()).containsExactly("node");
  }
}
