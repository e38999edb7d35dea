package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.autoscaling.api.model.v1.VerticalPodAutoscaler;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many nodes there are, and who may take one away. */
class ScalingTest {
  private final Manifests production = Rendered.overlay("production");
  private final HorizontalPodAutoscalerSpec scaling =
      production.get(HorizontalPodAutoscaler.class, "troupe").getSpec();

  @Test
  void theLoadSaysHowManyNodesThereAre() {
    assertThat(scaling.getMinReplicas()).isEqualTo(3);
    assertThat(targets(scaling.getMetrics())).isEqualTo(Map.of("cpu", 70, "memory", 80));
  }

  @Test
  void nodesGoOneAtATimeAndTheNextAfterTheShutdownOfTheLast() {
    HPAScalingRules down = scaling.getBehavior().getScaleDown();
    assertThat(down.getStabilizationWindowSeconds()).isEqualTo(300);
    assertThat(down.getPolicies()).hasSize(1);
    assertThat(down.getPolicies().getFirst().getType()).isEqualTo("Pods");
    assertThat(down.getPolicies().getFirst().getValue()).isEqualTo(1);
    assertThat((long) down.getPolicies().getFirst().getPeriodSeconds())
        .isGreaterThan(NodeFacts.read().shutdown().toSeconds());
    assertThat(scaling.getBehavior().getScaleUp().getStabilizationWindowSeconds()).isEqualTo(60);
  }

  @Test
  void whereTheLoadSaysItTheDeploymentDoesNot() {
    Rendered.all()
        .forEach((name, manifests) ->
            assertThat(manifests.get(Deployment.class, "troupe").getSpec().getReplicas() == null)
                .as(name)
                .isEqualTo(!manifests.of(HorizontalPodAutoscaler.class).isEmpty()));
  }

  @Test
  void entitiesInMemoryCanBeLookedAtToo() {
    for (Manifests manifests :
        List.of(
            Rendered.kustomize("examples/active-entities"), Rendered.chart(Rendered.EVERYTHING))) {
      assertThat(manifests.get(HorizontalPodAutoscaler.class, "troupe").getSpec().getMetrics())
          .filteredOn(metric -> metric.getPods() != null)
          .singleElement()
          .satisfies(metric -> {
            assertThat(metric.getPods().getMetric().getName()).isEqualTo("troupe_active_entities");
            assertThat(metric.getPods().getTarget().getAverageValue().toString())
                .isEqualTo("15000");
          });
    }
  }

  @Test
  void theVerticalAutoscalerOnlyRecommends() {
    assertThat(
            production
                .get(VerticalPodAutoscaler.class, "troupe")
                .getSpec()
                .getUpdatePolicy()
                .getUpdateMode())
        .isEqualTo("Off");
  }

  @Test
  void aDrainTakesOneNodeAtATime() {
    Rendered.all()
        .forEach((name, manifests) -> {
          var budget = manifests.get(PodDisruptionBudget.class, "troupe").getSpec();
          assertThat(budget.getMaxUnavailable().getIntVal()).as(name).isEqualTo(1);
          assertThat(budget.getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
        });
  }

  private static Map<String, Integer> targets(List<MetricSpec> metrics) {
    return metrics.stream()
        .collect(
            Collectors.toMap(
                metric -> metric.getResource().getName(),
                metric -> metric.getResource().getTarget().getAverageUtilization()));
  }
}
