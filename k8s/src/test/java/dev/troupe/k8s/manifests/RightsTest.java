package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What pods may do with the Kubernetes API. */
class RightsTest {
  private static final Set<String> DISCOVERY = Set.of("list pods");

  @Test
  void nodesMayFindEachOtherAndNothingElse() {
    for (Manifests manifests :
        List.of(
            Rendered.kustomize("base"),
            Rendered.overlay("dev"),
            Rendered.overlay("k3s"),
            Rendered.overlay("production"),
            Rendered.kustomize("tenant-silo"),
            Rendered.chart())) {
      assertThat(Rights.ofNodes(manifests)).isEqualTo(DISCOVERY);
    }
  }

  @Test
  void aLeaseCanBeTakenWhereTheOverlayIsUsed() {
    assertThat(Rights.ofNodes(Rendered.overlay("lease")))
        .containsExactlyInAnyOrder(
            "list pods",
            "get leases.pekko.apache.org",
            "create leases.pekko.apache.org",
            "update leases.pekko.apache.org");
  }

  @Test
  void podsCanBeAnnotatedWhereTheOverlayIsUsed() {
    assertThat(Rights.ofNodes(Rendered.overlay("annotator")))
        .containsExactlyInAnyOrder("list pods", "get pods", "patch pods", "get replicasets.apps");
  }

  @Test
  void tenantsCanBeFollowedWhereTheOverlayIsUsed() {
    assertThat(Rights.ofNodes(Rendered.overlay("tenants")))
        .containsExactlyInAnyOrder(
            "list pods",
            "get tenants.troupe.dev",
            "list tenants.troupe.dev",
            "watch tenants.troupe.dev",
            "patch tenants/status.troupe.dev",
            "get leases.coordination.k8s.io troupe-tenants",
            "patch leases.coordination.k8s.io troupe-tenants",
            "create leases.coordination.k8s.io");
  }

  @Test
  void noneButTheTenantsAdminsGetMore() {
    Rendered.all()
        .forEach((name, manifests) ->
            assertThat(Rights.ofOthers(manifests))
                .as(name)
                .isEqualTo(
                    name.equals("tenant-silo")
                        ? Map.of("admin", List.of("Group acme-admins"))
                        : Map.of()));
  }

  @Test
  void noAccountHandsOutATokenByItself() {
    Rendered.all()
        .forEach((name, manifests) ->
            assertThat(Rights.accountsWithTokens(manifests)).as(name).isEmpty());
  }

  @Test
  void aRightTooManyIsSeen() {
    Manifests more =
        Rendered.overlay("production")
            .and(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: more, namespace: troupe}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
                subjects: [{kind: ServiceAccount, name: troupe, namespace: troupe}]
                """)
            .with("Role/troupe-discovery", json -> json.withArray("/rules/0/verbs").add("delete"));
    assertThat(Rights.ofNodes(more)).contains("all of edit", "delete pods");
  }
}
