package dev.troupe.cluster.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;

/** The nodes that this one knows of. */
public final class ClusterMembers {
  private static final Set<MemberStatus> GONE = Set.of(MemberStatus.down(), MemberStatus.removed());

  private ClusterMembers() {}

  /** How many are up. */
  public static int up(org.apache.pekko.actor.typed.ActorSystem<?> system) {
    int up = 0;
    for (Member member : org.apache.pekko.cluster.typed.Cluster.get(system).state().getMembers()) {
      up += member.status().equals(MemberStatus.up()) ? 1 : 0;
    }
    return up;
  }

  /** Where those are that may run something: also those that join or leave. */
  static List<Address> present(ActorSystem system) {
    List<Address> nodes = new ArrayList<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      if (!GONE.contains(member.status())) {
        nodes.add(member.address());
      }
    }
    return nodes;
  }
}
