package dev.troupe.k8s;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;

/**
 * What it costs to end a pod, as Kubernetes is told: where there are too many it takes the cheapest
 * first. The oldest node has what is there once in a cluster, and so is the dearest.
 */
final class DeletionCost {
  private static final int OLDEST = 10_000;
  private static final int STEP = 100;
  private static final int LEAST = 0;

  private DeletionCost() {}

  /** Of a member with so many older ones. */
  static int ofRank(int older) {
    return Math.max(LEAST, OLDEST - STEP * older);
  }

  /** Of this member among these; empty if it is not up. */
  static Optional<Integer> of(UniqueAddress self, Iterable<Member> members) {
    List<Member> up =
        StreamSupport.stream(members.spliterator(), false)
            .filter(each -> each.status().equals(MemberStatus.up()))
            .sorted(byAge())
            .toList();
    for (int older = 0; older < up.size(); older++) {
      if (up.get(older).uniqueAddress().equals(self)) {
        return Optional.of(ofRank(older));
      }
    }
    return Optional.empty();
  }

  private static Comparator<Member> byAge() {
    return (one, other) -> one.equals(other) ? 0 : one.isOlderThan(other) ? -1 : 1;
  }
}
