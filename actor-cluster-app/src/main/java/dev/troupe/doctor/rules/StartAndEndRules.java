package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.isOn;
import static dev.troupe.doctor.rules.Checks.node;
import static dev.troupe.doctor.rules.Checks.setting;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.doctor.facts.Facts;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.facts.Workload;
import dev.troupe.settings.KnownSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** When a node is ready, and how it ends. */
final class StartAndEndRules {
  private static final String READY = "pekko.management.cluster.health-check.ready-states";

  private StartAndEndRules() {}

  private static Rule settingsRefused() {
    return error(
        "settings-refused",
        "A node would not start with these settings.",
        "There is no such setting, or it can't have this value: the node says so and ends, and a rollout stays at its first pod.",
        "Correct what is named; 'troupe settings' prints all that there are, and what they take.",
        node(node -> KnownSettings.ofLibraries().findings(node.config()).stream()));
  }

  static List<Rule> all() {
    return List.of(
        settingsRefused(),
        error(
            "grace-too-short",
            "A pod may take less time to end than what comes before its shutdown and the phases of it.",
            "Kubernetes kills it while it hands over its shards, and their entities are away until the others take it for dead: 20 seconds and more.",
            "Set terminationGracePeriodSeconds to more than preStop's sleep and the sum of pekko.coordinated-shutdown.phases.",
            nodeInPod((node, pods) ->
                wrong(
                    pods.grace().compareTo(pods.preStop().plus(node.shutdown())) < 0,
                    "terminationGracePeriodSeconds is '%d', preStop sleeps '%d' s, and the phases of the shutdown take up to '%d' s",
                    pods.grace().toSeconds(),
                    pods.preStop().toSeconds(),
                    node.shutdown().toSeconds()))),
        warning(
            "evolution-gate-off",
            "A build that can't read the journal gets to serve.",
            "Its entities fail to recover one by one, as their commands come, and the rollout goes on to the last node.",
            "Set troupe.evolution.gate (TROUPE_EVOLUTION_GATE) to enforce, and name what is known in troupe.evolution.accepted.",
            setting("troupe.evolution.gate", "enforce"::equals)),
        error(
            "drain-outlasts-phase",
            "A node is to serve after SIGTERM for as long as its phase of the shutdown lasts, or longer.",
            "The phase is cut off, and the node stops taking requests while it still gets some.",
            "Set troupe.node.drain (TROUPE_DRAIN) to less than the timeout of before-service-unbind.",
            node(node -> {
              Duration drain = node.time("troupe.node.drain").orElse(Duration.ZERO);
              Duration phase = node.phase("before-service-unbind");
              return wrong(
                  drain.compareTo(phase) >= 0,
                  "troupe.node.drain is '%d' s, and before-service-unbind has '%d' s",
                  drain.toSeconds(),
                  phase.toSeconds());
            })),
        warning(
            "drain-too-short",
            "A node stops taking requests before Kubernetes has noticed that it is not ready.",
            "Requests that are on their way in the meantime are refused: a rollout is seen by callers.",
            "Set troupe.node.drain (TROUPE_DRAIN) to more than periodSeconds × failureThreshold of the readiness probe.",
            nodeInPod((node, pods) -> drain(node, pods.unreadyAfter()))),
        error(
            "stays-after-downing",
            "A node that was downed stays as a process.",
            "It looks alive, and holds connections and memory; nobody restarts it.",
            "Set pekko.coordinated-shutdown.exit-jvm to on.",
            isOn("pekko.coordinated-shutdown.exit-jvm", true)),
        warning(
            "hand-over-outlasts-phase",
            "Handing over a shard may take longer than its phase of the shutdown.",
            "The node leaves while entities still end, and their callers time out.",
            "Set pekko.cluster.sharding.handoff-timeout to at most the timeout of cluster-sharding-shutdown-region.",
            node(node -> {
              Duration handOver =
                  node.time("pekko.cluster.sharding.handoff-timeout").orElse(Duration.ZERO);
              Duration phase = node.phase("cluster-sharding-shutdown-region");
              return wrong(
                  handOver.compareTo(phase) > 0,
                  "handoff-timeout is '%d' s, and cluster-sharding-shutdown-region has '%d' s",
                  handOver.toSeconds(),
                  phase.toSeconds());
            })),
        warning(
            "ready-while-weakly-up",
            "A node that is only weakly up counts as ready.",
            "Shards do not go to such a node; it only looks as if the rollout could go on.",
            "Set pekko.management.cluster.health-check.ready-states to [\"Up\"].",
            node(node -> {
              List<String> states =
                  node.config().hasPath(READY) ? node.config().getStringList(READY) : List.of();
              return wrong(!states.equals(List.of("Up")), "%s is '%s'", READY, states);
            })));
  }

  private static Stream<String> drain(NodeFacts node, Optional<Duration> unreadyAfter) {
    Duration drain = node.time("troupe.node.drain").orElse(Duration.ZERO);
    return unreadyAfter.stream()
        .flatMap(noticed ->
            wrong(
                drain.compareTo(noticed) < 0,
                "troupe.node.drain is '%d' s, and the readiness probe needs '%d' s to notice",
                drain.toSeconds(),
                noticed.toSeconds()));
  }

  private static Rule.Check nodeInPod(BiFunction<NodeFacts, Workload, Stream<String>> check) {
    return (Facts facts) ->
        facts.node().stream()
            .flatMap(node ->
                facts.manifests().flatMap(ManifestFacts::nodes).stream()
                    .flatMap(pods -> check.apply(node, pods)));
  }
}
