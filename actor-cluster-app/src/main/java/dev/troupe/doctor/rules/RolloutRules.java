package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.around;
import static dev.troupe.doctor.rules.Checks.pods;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.troupe.doctor.facts.Manifest;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.Workload;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How many pods there are, where, and how they are replaced. */
final class RolloutRules {
  private static final int FEWEST = 3;

  private RolloutRules() {}

  static List<Rule> all() {
    return List.of(
        warning(
            "few-replicas",
            "There are fewer than three nodes.",
            "With one, every rollout is an outage; with two, none of them is a majority when the other is gone.",
            "Set replicas to 3.",
            pods(pods -> wrong(pods.replicas() < FEWEST, "replicas is '%d'", pods.replicas()))),
        warning(
            "even-replicas",
            "There is an even number of nodes.",
            "A partition in the middle leaves no side with a majority.",
            "Set replicas to an odd number.",
            pods(pods ->
                wrong(
                    pods.replicas() >= FEWEST && pods.replicas() % 2 == 0,
                    "replicas is '%d'",
                    pods.replicas()))),
        warning(
            "rollout-takes-nodes-first",
            "A rollout ends a node before its successor is ready.",
            "Those that are left take over its entities, and then give them back: twice the moves with less room.",
            "Set strategy.rollingUpdate.maxUnavailable to 0 and maxSurge to 1.",
            pods(pods -> {
              JsonNode most = pods.manifest().at("/spec/strategy/rollingUpdate/maxUnavailable");
              return wrong(
                  pods.manifest().kind().equals("Deployment")
                      && !Set.of("0", "0%").contains(most.asText("25%")),
                  "maxUnavailable is '%s'",
                  most.asText("25%"));
            })),
        error(
            "all-nodes-replaced-at-once",
            "A rollout ends all nodes before it starts new ones.",
            "It is an outage, and in it callers' commands fail.",
            "Set strategy.type to RollingUpdate.",
            pods(pods ->
                wrong(
                    pods.manifest().at("/spec/strategy/type").asText().equals("Recreate"),
                    "strategy.type is 'Recreate'"))),
        warning(
            "no-disruption-budget",
            "Nothing keeps Kubernetes from draining several nodes at once.",
            "An upgrade of the machines can end all nodes, or their majority, together.",
            "Add a PodDisruptionBudget with maxUnavailable 1 for the nodes' labels.",
            around(RolloutRules::budget)),
        warning(
            "nodes-together",
            "All nodes may run on one machine.",
            "Its end is the end of the cluster.",
            "Add topologySpreadConstraints by zone and by hostname, or podAntiAffinity.",
            pods(pods ->
                wrong(
                    pods.pod().path("topologySpreadConstraints").isEmpty()
                        && pods.pod().at("/affinity/podAntiAffinity").isMissingNode(),
                    "there are neither topologySpreadConstraints nor podAntiAffinity"))),
        error(
            "selector-misses",
            "A selector finds no pods of the nodes.",
            "What it belongs to does nothing: no traffic, no budget, no policy.",
            "Select labels that the pod template has.",
            around(RolloutRules::selectors)),
        warning(
            "autoscaler-below-replicas",
            "An autoscaler may take away more nodes than a majority can spare.",
            "Below three nodes, none of two is a majority.",
            "Set minReplicas to 3.",
            around((manifests, pods) ->
                manifests
                    .of("HorizontalPodAutoscaler")
                    .filter(each ->
                        each.at("/spec/scaleTargetRef/name")
                            .asText()
                            .equals(pods.manifest().name()))
                    .filter(each -> each.at("/spec/minReplicas").asInt(1) < FEWEST)
                    .map(each ->
                        "%s: minReplicas is '%d'"
                            .formatted(each, each.at("/spec/minReplicas").asInt(1))))));
  }

  private static Stream<String> budget(ManifestFacts manifests, Workload pods) {
    return wrong(
        manifests
            .of("PodDisruptionBudget")
            .noneMatch(
                each -> Manifest.selects(each.at("/spec/selector/matchLabels"), pods.labels())),
        "no PodDisruptionBudget selects the pods of %s",
        pods.manifest());
  }

  /** What belongs to the nodes: it says so by its name. */
  private static Stream<String> selectors(ManifestFacts manifests, Workload pods) {
    Stream<String> own =
        wrong(
            !Manifest.selects(pods.manifest().at("/spec/selector/matchLabels"), pods.labels()),
            "%s does not select its own pods",
            pods.manifest());
    String name = pods.manifest().name();
    Stream<String> others =
        Stream.concat(
                missing(manifests, "Service", "/spec/selector", pods),
                missing(manifests, "PodDisruptionBudget", "/spec/selector/matchLabels", pods))
            .filter(each -> each.name().equals(name) || each.name().startsWith(name + "-"))
            .map("%s selects no pods of the nodes"::formatted);
    return Stream.concat(own, others);
  }

  private static Stream<Manifest> missing(
      ManifestFacts manifests, String kind, String selector, Workload pods) {
    return manifests.of(kind).filter(each -> !Manifest.selects(each.at(selector), pods.labels()));
  }
}
