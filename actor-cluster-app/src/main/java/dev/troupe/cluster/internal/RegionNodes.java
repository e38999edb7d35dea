package dev.troupe.cluster.internal;

import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;

/** Which node a region is on. Thread-safe. */
final class RegionNodes {
  private final Cluster cluster;

  RegionNodes(ActorSystem<?> system) {
    this.cluster = Cluster.get(Adapter.toClassic(system));
  }

  /** The node as {@code host:port}. */
  String nodeOf(ActorRef region) {
    return ShardSearch.hostAndPort(address(region));
  }

  /** The roles of the node; none if it is no member any more. */
  Set<String> rolesOf(ActorRef region) {
    Address address = address(region);
    for (Member member : cluster.state().getMembers()) {
      if (member.address().equals(address)) {
        return member.getRoles();
      }
    }
    return Set.of();
  }

  /** A region of this node is known by a reference without an address. */
  private Address address(ActorRef region) {
    Address address = region.path().address();
    return address.hasGlobalScope() ? address : cluster.selfAddress();
  }
}
