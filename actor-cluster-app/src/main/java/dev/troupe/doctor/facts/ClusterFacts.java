package dev.troupe.doctor.facts;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of a cluster that runs.
 *
 * @param rights what the Kubernetes API allows
 * @param running what one of its nodes says of itself
 */
public record ClusterFacts(
    Optional<Looked<List<Right>>> rights, Optional<Looked<RunningNode>> running) {

  /** Nobody looked. */
  public static final ClusterFacts NONE = new ClusterFacts(Optional.empty(), Optional.empty());

  /**
   * Whether something may be done in the namespace.
   *
   * @param group of the API; empty for the core
   * @param resource as in {@code pods} or {@code tenants/status}
   * @param name of the one that is meant; empty: any
   * @param verb as in {@code list}
   * @param isAllowed what the API says
   */
  public record Right(String group, String resource, String name, String verb, boolean isAllowed) {

    /** The same, as the API answers. */
    public Right answered(boolean isAllowed) {
      return new Right(group, resource, name, verb, isAllowed);
    }

    @Override
    public String toString() {
      return "%s %s%s%s"
          .formatted(
              verb, resource, group.isEmpty() ? "" : "." + group, name.isEmpty() ? "" : " " + name);
    }
  }

  /**
   * What a running node says.
   *
   * @param shards the number of shards of each type
   * @param shardHash the fingerprint of the key of its shards' hash; none of an older build
   * @param clockAhead how far its clock is ahead of ours at least; negative if behind
   */
  public record RunningNode(int shards, Optional<String> shardHash, Duration clockAhead) {}

  /** These with rights. */
  public ClusterFacts withRights(Looked<List<Right>> rights) {
    return new ClusterFacts(Optional.of(rights), running);
  }

  /** These with a node. */
  public ClusterFacts withRunning(Looked<RunningNode> running) {
    return new ClusterFacts(rights, Optional.of(running));
  }
}
