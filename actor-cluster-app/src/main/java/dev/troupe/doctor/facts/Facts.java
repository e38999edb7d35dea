package dev.troupe.doctor.facts;

import dev.troupe.persistence.postgres.facts.DatabaseFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of an installation. A part that nobody looked at is empty, and no rule has anything
 * to say of it.
 *
 * @param node how a node is set
 * @param pods how many nodes there are to be
 * @param database what was seen of it, or why it could not be seen
 * @param manifests what Kubernetes is told
 * @param cluster what is running
 */
public record Facts(
    Optional<NodeFacts> node,
    OptionalInt pods,
    Optional<Looked<DatabaseFacts>> database,
    Optional<ManifestFacts> manifests,
    ClusterFacts cluster) {

  /** Nothing. */
  public static final Facts NONE =
      new Facts(
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          ClusterFacts.NONE);

  /** These with the settings of a node. */
  public Facts withNode(NodeFacts node) {
    return new Facts(Optional.of(node), pods, database, manifests, cluster);
  }

  /** These with a number of nodes. */
  public Facts withPods(OptionalInt pods) {
    return new Facts(node, pods, database, manifests, cluster);
  }

  /** These with what came of looking at the database. */
  public Facts withDatabase(Looked<DatabaseFacts> database) {
    return new Facts(node, pods, Optional.of(database), manifests, cluster);
  }

  /** These with manifests. */
  public Facts withManifests(ManifestFacts manifests) {
    return new Facts(node, pods, database, Optional.of(manifests), cluster);
  }

  /** These with what was seen of a cluster. */
  public Facts withCluster(ClusterFacts cluster) {
    return new Facts(node, pods, database, manifests, cluster);
  }

  /** How many nodes begin: as was said, or as the manifests say. */
  public OptionalInt replicas() {
    return pods.isPresent() ? pods : replicasOf(manifests.flatMap(ManifestFacts::nodes));
  }

  private static OptionalInt replicasOf(Optional<Workload> nodes) {
    return nodes.isPresent() ? OptionalInt.of(nodes.get().replicas()) : OptionalInt.empty();
  }

  /**
   * The most nodes that there are at a time: while an autoscaler adds some, and one is replaced.
   */
  public OptionalInt mostNodes() {
    Optional<Workload> nodes = manifests.flatMap(ManifestFacts::nodes);
    if (nodes.isEmpty()) {
      return pods;
    }
    int most = Math.max(replicas().orElse(0), manifests.get().mostReplicas(nodes.get()));
    return OptionalInt.of(most + nodes.get().surge(most));
  }

  /** What was looked at, in words. */
  public List<String> parts() {
    List<String> parts = new ArrayList<>();
    node.ifPresent(part -> parts.add("configuration"));
    database.ifPresent(part -> parts.add("database"));
    manifests.ifPresent(part -> parts.add("manifests"));
    cluster.rights().ifPresent(part -> parts.add("api"));
    cluster.running().ifPresent(part -> parts.add("node"));
    return List.copyOf(parts);
  }
}
