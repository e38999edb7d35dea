package dev.troupe.k8s.manifests;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What network policies let through, as the API's page on them says: a pod that any policy selects
 * is reached, or reaches, only what some policy of it names.
 */
final class Flows {
  private final String namespace;
  private final List<NetworkPolicy> policies;

  /**
   * One end of a connection.
   *
   * @param namespace the name of its namespace; empty if it is no pod
   * @param labels of the pod
   */
  record End(String namespace, Map<String, String> labels) {
    /** What is no pod: the API server, a managed database, somebody's server. */
    static final End OUTSIDE = new End("", Map.of());
  }

  Flows(Manifests manifests, String namespace) {
    this.namespace = namespace;
    this.policies = manifests.of(NetworkPolicy.class);
  }

  /** Whether a connection comes about. */
  boolean areAllowed(End from, End to, String protocol, int port) {
    return leaves(from, to, protocol, port) && enters(from, to, protocol, port);
  }

  private boolean leaves(End from, End to, String protocol, int port) {
    List<NetworkPolicy> concerned = concerning(from, "Egress");
    return concerned.isEmpty()
        || concerned.stream()
            .flatMap(policy -> policy.getSpec().getEgress().stream())
            .anyMatch(rule -> isPort(rule.getPorts(), protocol, port) && isPeer(rule.getTo(), to));
  }

  private boolean enters(End from, End to, String protocol, int port) {
    List<NetworkPolicy> concerned = concerning(to, "Ingress");
    return concerned.isEmpty()
        || concerned.stream()
            .flatMap(policy -> policy.getSpec().getIngress().stream())
            .anyMatch(
                rule -> isPort(rule.getPorts(), protocol, port) && isPeer(rule.getFrom(), from));
  }

  private List<NetworkPolicy> concerning(End end, String direction) {
    return policies.stream()
        .filter(policy -> end.namespace().equals(namespace))
        .filter(policy -> policy.getSpec().getPolicyTypes().contains(direction))
        .filter(policy -> isOf(policy.getSpec().getPodSelector(), end.labels()))
        .toList();
  }

  private static boolean isPort(List<NetworkPolicyPort> ports, String protocol, int port) {
    return ports.isEmpty()
        || ports.stream()
            .anyMatch(each ->
                each.getProtocol().equals(protocol)
                    && (each.getPort() == null
                        || Integer.valueOf(port).equals(each.getPort().getIntVal())));
  }

  private boolean isPeer(List<NetworkPolicyPeer> peers, End end) {
    return peers.isEmpty() || peers.stream().anyMatch(peer -> isPeer(peer, end));
  }

  private boolean isPeer(NetworkPolicyPeer peer, End end) {
    if (peer.getIpBlock() != null) {
      return end.namespace().isEmpty() && peer.getIpBlock().getCidr().equals("0.0.0.0/0");
    }
    boolean there =
        peer.getNamespaceSelector() == null
            ? end.namespace().equals(namespace)
            : !end.namespace().isEmpty()
                && isOf(
                    peer.getNamespaceSelector(),
                    Map.of("kubernetes.io/metadata.name", end.namespace()));
    return there && isOf(peer.getPodSelector(), end.labels());
  }

  private static boolean isOf(@Nullable LabelSelector selector, Map<String, String> labels) {
    return selector == null
        || (selector.getMatchExpressions().isEmpty()
            && labels.entrySet().containsAll(selector.getMatchLabels().entrySet()));
  }
}
