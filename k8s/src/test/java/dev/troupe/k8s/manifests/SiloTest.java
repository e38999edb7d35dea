package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The namespace of a tenant that has a cluster of its own. */
class SiloTest {
  private final Manifests silo = Rendered.kustomize("tenant-silo");
  private final Map<String, Quantity> quota =
      silo.get(ResourceQuota.class, "tenant").getSpec().getHard();

  @Test
  void everythingIsInTheTenantsNamespaceAndBearsItsName() {
    assertThat(silo.all())
        .allSatisfy(each -> {
          assertThat(each.object().getMetadata().getLabels())
              .as(each.name())
              .containsEntry("troupe.dev/tenant", "acme");
          if (!each.name().startsWith("Namespace/")) {
            assertThat(each.object().getMetadata().getNamespace())
                .as(each.name())
                .isEqualTo("troupe-acme");
          }
        });
  }

  @Test
  void theTenantHasFourCpusEightGibibytesAndTenPods() {
    assertThat(quota)
        .isEqualTo(
            Map.of(
                "requests.cpu", new Quantity("4"),
                "requests.memory", new Quantity("8Gi"),
                "limits.memory", new Quantity("8Gi"),
                "pods", new Quantity("10")));
  }

  @Test
  void theQuotaHasRoomForARollout() {
    var nodes = silo.get(Deployment.class, "troupe").getSpec();
    int most =
        nodes.getReplicas() + nodes.getStrategy().getRollingUpdate().getMaxSurge().getIntVal();
    nodes
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getResources()
        .getRequests()
        .forEach((resource, amount) ->
            assertThat(amount.getNumericalAmount().multiply(BigDecimal.valueOf(most)))
                .as(resource)
                .isLessThanOrEqualTo(
                    quota
                        .getOrDefault("requests." + resource, new Quantity("0"))
                        .getNumericalAmount()));
    assertThat(quota).doesNotContainKey("limits.cpu");
  }

  @Test
  void theTenantIsServedAtItsOwnHostFromItsOwnDatabase() {
    assertThat(silo.get(Ingress.class, "troupe").getSpec().getRules().getFirst().getHost())
        .isEqualTo("acme.bank.example.com");
    assertThat(
            FitsTheApp.variables(
                silo,
                silo.get(Deployment.class, "troupe")
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()))
        .containsEntry(
            "TROUPE_DATABASE_URL", "jdbc:postgresql://postgres.acme.example.com:5432/bank")
        .containsEntry("TROUPE_TENANTS_CREATED_AT_START", "acme");
  }

  @Test
  void noPodOfTheNamespaceIsReachedUnlessAPolicySaysSo() {
    assertThat(
            silo.get(NetworkPolicy.class, "isolation").getSpec().getPodSelector().getMatchLabels())
        .isEmpty();
    assertThat(silo.get(NetworkPolicy.class, "isolation").getSpec().getPolicyTypes())
        .containsExactly("Ingress", "Egress");
    assertThat(silo.get(NetworkPolicy.class, "isolation").getSpec().getIngress()).isEmpty();
    assertThat(silo.get(NetworkPolicy.class, "isolation").getSpec().getEgress()).isEmpty();
  }
}
