package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Rule.error;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.doctor.facts.ClusterFacts.Right;
import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.facts.Workload;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedCollection;
import java.util.stream.Stream;

/** What nodes may ask the Kubernetes API. */
public final class RightRules {
  private static final String STRATEGY = "pekko.cluster.split-brain-resolver.active-strategy";
  private static final String REVISION = "troupe.kubernetes.revision-as-version";
  private static final String TENANTS = "troupe.kubernetes.tenants.enabled";
  private static final String TENANTS_LEASE = "troupe.kubernetes.tenants.lease";
  private static final String ANNOTATES = "troupe.kubernetes.annotate-pod";

  private RightRules() {}

  static List<Rule> all() {
    return List.of(
        error(
            "right-missing",
            "The API does not let the node do what it has to.",
            "Without list on pods nodes don't find each other; without patch they can't annotate themselves; without leases no side of a partition goes on.",
            "Bind the roles of k8s/kustomize to the service account.",
            facts ->
                facts.cluster().rights().flatMap(Looked::seen).stream()
                    .flatMap(List::stream)
                    .filter(right -> !right.isAllowed())
                    .map("not allowed: %s"::formatted)),
        error(
            "api-unreachable",
            "The Kubernetes API can't be asked.",
            "Nodes that find each other by it find nobody.",
            "See that the token, the certificate of the API and its address are right, and that a network policy lets it through.",
            facts -> facts.cluster().rights().stream().flatMap(Looked::whyNot)),
        error(
            "role-lacks-verb",
            "No role in the manifests grants what the node has to ask the API.",
            "Without list on pods nodes don't find each other; without patch they can't annotate themselves; without leases no side of a partition goes on.",
            "Bind the roles of k8s/kustomize to the service account.",
            facts ->
                facts.manifests().stream()
                    .flatMap(manifests ->
                        manifests.nodes().stream()
                            .flatMap(pods -> missing(facts, manifests, pods)))),
        error(
            "no-token",
            "Pods get no token for the API, and have to find each other by it.",
            "Nodes find nobody.",
            "Set automountServiceAccountToken of the pod to true.",
            facts ->
                facts.node().stream()
                    .filter(RightRules::asksForPods)
                    .flatMap(node -> facts.manifests().stream())
                    .flatMap(manifests ->
                        manifests.nodes().stream()
                            .flatMap(pods ->
                                Checks.wrong(
                                    !hasToken(manifests, pods),
                                    "automountServiceAccountToken is 'false' for %s",
                                    pods.manifest())))));
  }

  /** What a node that is set so has to be allowed. */
  public static List<Right> needed(NodeFacts node) {
    SequencedCollection<Right> needed = new LinkedHashSet<>();
    if (asksForPods(node)) {
      needed.addAll(rights("", "pods", "", "list"));
    }
    if (node.isOn(ANNOTATES)) {
      needed.addAll(rights("", "pods", "", "patch"));
    }
    if (node.isOn(REVISION)) {
      needed.addAll(rights("", "pods", "", "get"));
      needed.addAll(rights("apps", "replicasets", "", "get"));
    }
    if (node.isOn(TENANTS)) {
      needed.addAll(rights("troupe.dev", "tenants", "", "get", "list", "watch"));
      needed.addAll(rights("troupe.dev", "tenants/status", "", "patch"));
      needed.addAll(
          rights("coordination.k8s.io", "leases", node.text(TENANTS_LEASE), "get", "patch"));
      needed.addAll(rights("coordination.k8s.io", "leases", "", "create"));
    }
    if (node.text(STRATEGY).equals("lease-majority")) {
      needed.addAll(rights("pekko.apache.org", "leases", "", "get", "create", "update"));
    }
    return List.copyOf(needed);
  }

  private static List<Right> rights(String group, String resource, String name, String... verbs) {
    return Stream.of(verbs).map(verb -> new Right(group, resource, name, verb, true)).toList();
  }

  private static boolean asksForPods(NodeFacts node) {
    return node.text(Checks.DISCOVERY).equals("kubernetes-api");
  }

  private static Stream<String> missing(Facts facts, ManifestFacts manifests, Workload pods) {
    List<JsonNode> granted = granted(manifests, pods.pod().path("serviceAccountName").asText());
    return facts.node().stream()
        .flatMap(node -> needed(node).stream())
        .filter(right -> granted.stream().noneMatch(rule -> grants(rule, right)))
        .map(right -> "nothing grants '%s' to the pods of %s".formatted(right, pods.manifest()));
  }

  private static List<JsonNode> granted(ManifestFacts manifests, String account) {
    return Stream.of("RoleBinding", "ClusterRoleBinding")
        .flatMap(manifests::of)
        .filter(binding ->
            Manifest.each(binding.at("/subjects"))
                .anyMatch(subject ->
                    subject.path("kind").asText().equals("ServiceAccount")
                        && subject.path("name").asText().equals(account)))
        .flatMap(binding ->
            manifests
                .find(binding.at("/roleRef/kind").asText(), binding.at("/roleRef/name").asText())
                .stream())
        .flatMap(role -> Manifest.each(role.at("/rules")))
        .toList();
  }

  private static boolean grants(JsonNode rule, Right right) {
    return has(rule.path("apiGroups"), right.group())
        && has(rule.path("resources"), right.resource())
        && has(rule.path("verbs"), right.verb())
        && (rule.path("resourceNames").isEmpty() || has(rule.path("resourceNames"), right.name()));
  }

  private static boolean has(JsonNode list, String wanted) {
    return Manifest.each(list)
        .map(JsonNode::asText)
        .anyMatch(each -> each.equals(wanted) || each.equals("*"));
  }

  private static boolean hasToken(ManifestFacts manifests, Workload pods) {
    JsonNode own = pods.pod().path("automountServiceAccountToken");
    return own.isMissingNode()
        ? manifests
            .find("ServiceAccount", pods.pod().path("serviceAccountName").asText())
            .map(account -> account.at("/automountServiceAccountToken").asBoolean(true))
            .orElse(true)
        : own.asBoolean();
  }
}
