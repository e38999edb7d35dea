package dev.troupe.k8s.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.troupe.k8s.manifests.Flows.End;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who can talk to whom, by the network policies. */
class NetworkTest {
  private static final End DNS = new End("kube-system", Map.of("k8s-app", "kube-dns"));
  private static final End PROMETHEUS = new End("monitoring", Map.of("app", "prometheus"));
  private static final End INGRESS = new End("ingress-nginx", Map.of("app", "nginx"));
  private static final End STRANGER = new End("globex", Map.of("app", "troupe"));

  static List<String> behindAnIngressController() {
    return List.of("production", "lease", "annotator", "tenants", "dev", "tenant-silo", "chart");
  }

  static List<String> all() {
    return Stream.concat(behindAnIngressController().stream(), Stream.of("k3s")).toList();
  }

  /** A flow that is needed. */
  private record Flow(End from, End to, String protocol, int port) {}

  @ParameterizedTest
  @MethodSource("behindAnIngressController")
  void whatTheClusterNeedsIsLetThrough(String rendering) {
    String namespace = namespace(rendering);
    Flows flows = new Flows(rendering(rendering), namespace);
    for (Flow each : needed(node(namespace))) {
      assertThat(flows.areAllowed(each.from(), each.to(), each.protocol(), each.port()))
          .as("%s: %s", rendering, each)
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingElseIsLetThrough(String rendering) {
    String namespace = namespace(rendering);
    Flows flows = new Flows(rendering(rendering), namespace);
    End node = node(namespace);
    End neighbour = new End(namespace, Map.of("app", "other"));
    for (End end : List.of(STRANGER, neighbour, End.OUTSIDE)) {
      for (int port : new int[] {8080, 7626, 17355}) {
        assertThat(flows.areAllowed(end, node, "TCP", port)).as("%s to %d", end, port).isFalse();
      }
    }
    assertThat(flows.areAllowed(INGRESS, node, "TCP", 7626)).isFalse();
    assertThat(flows.areAllowed(INGRESS, node, "TCP", 17355)).isFalse();
    assertThat(flows.areAllowed(PROMETHEUS, node, "TCP", 17355)).isFalse();
    assertThat(flows.areAllowed(PROMETHEUS, node, "TCP", 8080)).isFalse();
    assertThat(flows.areAllowed(node, STRANGER, "TCP", 17355)).isFalse();
    assertThat(flows.areAllowed(node, neighbour, "TCP", 8080)).isFalse();
    assertThat(flows.areAllowed(node, End.OUTSIDE, "TCP", 25)).isFalse();
    assertThat(flows.areAllowed(node, End.OUTSIDE, "UDP", 443)).isFalse();
  }

  @Test
  void onlyNodesReachTheDatabaseOfTheDevelopmentOverlay() {
    Flows flows = new Flows(Rendered.overlay("dev"), "troupe");
    End postgres = new End("troupe", Map.of("app", "postgres"));
    assertThat(flows.areAllowed(node("troupe"), postgres, "TCP", 5432)).isTrue();
    assertThat(flows.areAllowed(STRANGER, postgres, "TCP", 5432)).isFalse();
    assertThat(flows.areAllowed(postgres, End.OUTSIDE, "TCP", 443)).isFalse();
  }

  @Test
  void onTheEdgeTraefikIsTheWayIn() {
    Flows flows = new Flows(Rendered.overlay("k3s"), "troupe");
    End traefik = new End("kube-system", Map.of("app.kubernetes.io/name", "traefik"));
    assertThat(flows.areAllowed(traefik, node("troupe"), "TCP", 8080)).isTrue();
    assertThat(flows.areAllowed(INGRESS, node("troupe"), "TCP", 8080)).isFalse();
  }

  @Test
  void aPodThatNobodyKnowsInASiloReachesNothing() {
    Flows flows = new Flows(Rendered.kustomize("tenant-silo"), "troupe-acme");
    End other = new End("troupe-acme", Map.of("app", "other"));
    assertThat(flows.areAllowed(other, DNS, "UDP", 53)).isFalse();
    assertThat(flows.areAllowed(other, End.OUTSIDE, "TCP", 443)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          egress, 0
          egress, 1
          egress, 2
          egress, 3
          ingress, 0
          ingress, 1
          ingress, 2
          """)
  void aRuleThatIsMissingIsNoticed(String direction, int rule) {
    Manifests broken =
        Rendered.overlay("production")
            .with(
                "NetworkPolicy/troupe",
                json -> ((ArrayNode) json.at("/spec/" + direction)).remove(rule));
    Flows flows = new Flows(broken, "troupe");
    assertThat(needed(node("troupe")))
        .anyMatch(each -> !flows.areAllowed(each.from(), each.to(), each.protocol(), each.port()));
  }

  private static List<Flow> needed(End node) {
    End database = End.OUTSIDE;
    End api = End.OUTSIDE;
    return List.of(
        new Flow(node, DNS, "UDP", 53),
        new Flow(node, DNS, "TCP", 53),
        new Flow(node, api, "TCP", 443),
        new Flow(node, api, "TCP", 6443),
        new Flow(node, database, "TCP", 5432),
        new Flow(node, node, "TCP", NodeFacts.read().remoting()),
        new Flow(node, node, "TCP", NodeFacts.read().management()),
        new Flow(INGRESS, node, "TCP", NodeFacts.read().http()),
        new Flow(PROMETHEUS, node, "TCP", NodeFacts.read().management()));
  }

  private static End node(String namespace) {
    return new End(namespace, Map.of("app", "troupe"));
  }

  private static String namespace(String rendering) {
    return rendering.equals("tenant-silo") ? "troupe-acme" : "troupe";
  }

  private static Manifests rendering(String name) {
    return switch (name) {
      case "chart" -> Rendered.chart();
      case "tenant-silo" -> Rendered.kustomize(name);
      default -> Rendered.overlay(name);
    };
  }
}
