package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.node;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.facts.NodeFacts.FileFact;
import java.util.List;
import java.util.stream.Stream;

/** Whether all nodes put a key on the same shard, and nobody else can. */
final class ShardRules {
  private static final String FILE = "troupe.sharding.key-file";
  private static final String FINGERPRINT = "troupe.sharding.fingerprint";
  private static final String UNKEYED = "unkeyed";

  private ShardRules() {}

  static List<Rule> all() {
    return List.of(
        error(
            "shard-hashes-differ",
            "The cluster that runs puts keys on other shards.",
            "A node that hashes differently is not let in; and if all are stopped first, no old node may come back.",
            "Give the node the file that the cluster has (troupe.sharding.key-file), and its tiers (troupe.sharding.tiers), or stop every node before changing it.",
            facts ->
                facts.node().stream()
                    .flatMap(node ->
                        facts.cluster().running().flatMap(Looked::seen).stream()
                            .flatMap(running -> running.shardHash().stream())
                            .flatMap(theirs -> differs(node, theirs)))),
        warning(
            "shard-key-unset",
            "The shard of an id is no secret, and other machines can connect.",
            "Who may choose ids can choose a thousand that are all on one shard, and so load one node with them.",
            "Make a file with 'openssl rand -hex 16' for all nodes, and set troupe.sharding.key-file (TROUPE_SHARD_KEY_FILE) while no node runs.",
            node(node ->
                wrong(
                    node.text(FILE).isBlank() && node.isOpen("troupe.http.host"),
                    "%s is empty",
                    FILE))),
        error(
            "shard-key-missing",
            "The file with the key of the shards' hash is not there or can't be read.",
            "The node does not start.",
            "Put the file there that all nodes have, readable to the node's user.",
            KeyRules.files(FILE, file -> !file.isReadable())),
        error(
            "shard-key-open",
            "Everybody on the machine may read the key of the shards' hash.",
            "Who has it can choose ids that are all on one shard.",
            "chmod 600, or 440 with a group that only the node has.",
            KeyRules.files(FILE, FileFact::isForEverybody)));
  }

  /** The key of a machine that is only examined is not known, but whether there is one is. */
  private static Stream<String> differs(NodeFacts node, String theirs) {
    String ours = node.text(FINGERPRINT);
    boolean isKeyed = !node.text(FILE).isBlank();
    boolean isSame = ours.isEmpty() ? isKeyed != theirs.startsWith(UNKEYED) : ours.equals(theirs);
    return wrong(
        !isSame,
        "the fingerprint is '%s', and '%s' at the node that runs",
        ours.isEmpty() ? (isKeyed ? "not known" : UNKEYED) : ours,
        theirs);
  }
}
