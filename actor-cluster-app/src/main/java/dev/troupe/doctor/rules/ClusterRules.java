package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.isOn;
import static dev.troupe.doctor.rules.Checks.node;
import static dev.troupe.doctor.rules.Checks.replicas;
import static dev.troupe.doctor.rules.Checks.setting;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.info;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.doctor.facts.ClusterFacts.RunningNode;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.NodeFacts;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How nodes become a cluster and stay one. */
final class ClusterRules {
  private static final String RESOLVER = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider";
  private static final String DOWNING = "pekko.cluster.downing-provider-class";
  private static final String CONTACT_POINTS =
      "pekko.management.cluster.bootstrap.contact-point-discovery.required-contact-point-nr";
  private static final String SHARDS = "pekko.cluster.sharding.number-of-shards";
  private static final Set<String> NOWHERE = Set.of("0.0.0.0", "::", "[::]", "");

  private ClusterRules() {}

  static List<Rule> all() {
    return Stream.of(splitBrain(), contactPoints(), members(), remoting())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Rule> splitBrain() {
    return List.of(
        error(
            "no-split-brain-resolver",
            "Nothing decides what becomes of nodes that can't be reached.",
            "Without a downing provider the entities of a node that crashed never start elsewhere; with one that downs by a timer, both sides of a partition go on.",
            "Leave pekko.cluster.downing-provider-class as troupe-node.conf has it.",
            setting(DOWNING, RESOLVER::equals)),
        warning(
            "split-brain-strategy",
            "The split-brain resolver keeps a side that is not the majority.",
            "keep-oldest and static-quorum take down the larger side, or all of it, in common failures; down-all stops every node for a moment without network.",
            "Set pekko.cluster.split-brain-resolver.active-strategy to keep-majority, or to lease-majority with the overlay for it.",
            setting(
                "pekko.cluster.split-brain-resolver.active-strategy",
                Set.of("keep-majority", "lease-majority")::contains)),
        warning(
            "joins-for-ever",
            "A node that can't join the nodes it found tries for ever.",
            "It hangs unready, and nobody restarts it. The time begins once enough others are found: a node that finds nobody waits for ever either way, and says why in /ready.",
            "Set pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes to 120s.",
            node(node ->
                wrong(
                    node.time("pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes")
                        .isEmpty(),
                    "pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes is '%s'",
                    node.text("pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes")))),
        error(
            "shards-differ",
            "The cluster that runs has another number of shards.",
            "A node that counts differently is not let in; and if all are stopped first, no old node may come back.",
            "Set pekko.cluster.sharding.number-of-shards to what the cluster has, or stop every node before changing it.",
            facts ->
                facts.node().stream()
                    .flatMap(node ->
                        facts.cluster().running().flatMap(Looked::seen).stream()
                            .flatMap(running -> shards(node, running)))),
        warning(
            "few-shards",
            "There are few shards for so many nodes.",
            "Nodes get whole shards, so with less than ten for each some have much more to do than others.",
            "Before there is data, set pekko.cluster.sharding.number-of-shards to ten times the most nodes you plan for.",
            replicas((node, pods) ->
                wrong(
                    node.number(SHARDS) < 10 * pods,
                    "%s is '%d' for '%d' nodes",
                    SHARDS,
                    node.number(SHARDS),
                    pods))),
        warning(
            "remembers-entities",
            "Pekko remembers entities and starts all of them again.",
            "It switches passivation off, so nothing bounds the memory, and every move of a shard starts all of its entities.",
            "Set pekko.cluster.sharding.remember-entities to off; use reminders for what has to happen without a command.",
            isOn("pekko.cluster.sharding.remember-entities", false)));
  }

  private static Stream<String> shards(NodeFacts node, RunningNode running) {
    return wrong(
        running.shards() != node.number(SHARDS),
        "%s is '%d', and '%d' at the node that runs",
        SHARDS,
        node.number(SHARDS),
        running.shards());
  }

  private static List<Rule> contactPoints() {
    return List.of(
        error(
            "contact-points-beyond-replicas",
            "More contact points are required than there are nodes.",
            "No cluster is ever formed: nodes wait for others that never come.",
            "Set required-contact-point-nr to at most the number of replicas, a majority of them.",
            replicas((node, pods) ->
                wrong(
                    isKubernetes(node) && node.number(CONTACT_POINTS) > pods,
                    "%s is '%d', and there are '%d' nodes",
                    CONTACT_POINTS,
                    node.number(CONTACT_POINTS),
                    pods))),
        warning(
            "contact-points-below-majority",
            "A cluster can be formed by less than a majority of the nodes.",
            "If the pods see only half of each other when all of them start, two clusters are formed. The journal's primary key keeps data safe, but each has half of the callers.",
            "Set required-contact-point-nr to a majority of the replicas, as 2 of 3 or 3 of 5.",
            replicas((node, pods) ->
                wrong(
                    isKubernetes(node) && node.number(CONTACT_POINTS) <= pods / 2,
                    "%s is '%d', and there are '%d' nodes",
                    CONTACT_POINTS,
                    node.number(CONTACT_POINTS),
                    pods))),
        info(
            "contact-points-even",
            "An even number of nodes is listed as contact points.",
            "A partition in the middle leaves no side with more nodes; the one with the lowest address goes on, whoever is there.",
            "List an odd number in troupe.node.contact-points (TROUPE_CONTACT_POINTS).",
            node(node -> {
              String points = node.text("troupe.node.contact-points");
              int count = points.isBlank() ? 1 : points.split(",", -1).length;
              return wrong(count % 2 == 0, "troupe.node.contact-points lists '%d'", count);
            })));
  }

  private static boolean isKubernetes(NodeFacts node) {
    return node.text(Checks.DISCOVERY).equals("kubernetes-api");
  }

  private static List<Rule> members() {
    return List.of(
        error(
            "members-beyond-replicas",
            "More members are required than there are nodes.",
            "Entities never start: the cluster waits for members that never come.",
            "Set troupe.node.min-members (TROUPE_MIN_MEMBERS) to a majority of the replicas.",
            replicas((node, pods) ->
                wrong(
                    node.number("troupe.node.min-members") > pods,
                    "troupe.node.min-members is '%d', and there are '%d' nodes",
                    node.number("troupe.node.min-members"),
                    pods))),
        error(
            "host-of-no-machine",
            "The address by which others reach this node is that of no machine.",
            "Each node would look for the others at itself.",
            "Set troupe.node.host (TROUPE_NODE_HOST) to the pod's address, and only troupe.node.bind-host to 0.0.0.0.",
            setting("troupe.node.host", host -> !NOWHERE.contains(host))));
  }

  private static List<Rule> remoting() {
    return List.of(
        error(
            "plain-remoting",
            "Nodes talk without mutual TLS, and other machines can connect.",
            "Whoever connects may send any message to any entity; one bad frame pins a core or ends the process.",
            "Set troupe.node.tls-directory (TROUPE_TLS_DIRECTORY), or listen on loopback only.",
            node(node ->
                wrong(
                    !node.text("pekko.remote.artery.transport").equals("tls-tcp")
                        && node.isOpen("pekko.remote.artery.bind.hostname"),
                    "pekko.remote.artery.transport is '%s' at '%s'",
                    node.text("pekko.remote.artery.transport"),
                    node.text("pekko.remote.artery.bind.hostname")))),
        error(
            "java-serialization",
            "Java serialization is on.",
            "The bytes of a message choose the classes that are loaded: who can send one can run code.",
            "Set pekko.actor.allow-java-serialization to off.",
            isOn("pekko.actor.allow-java-serialization", false)),
        info(
            "dead-letters-logged",
            "Every letter that nobody takes is logged.",
            "A cluster that moves shards has thousands, which bury what matters.",
            "Set pekko.log-dead-letters to 3 and pekko.log-dead-letters-during-shutdown to off.",
            node(node ->
                wrong(
                    node.isOn("pekko.log-dead-letters")
                        || node.isOn("pekko.log-dead-letters-during-shutdown"),
                    "pekko.log-dead-letters is '%s' and pekko.log-dead-letters-during-shutdown is '%s'",
                    node.text("pekko.log-dead-letters"),
                    node.text("pekko.log-dead-letters-during-shutdown")))));
  }
}
