package dev.troupe.cluster;

import dev.troupe.cluster.internal.ShardSearch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * A node of the cluster, as the node that was asked knows it.
 *
 * @param id a number that is another one after each start
 * @param node {@code host:port} of remoting, as elsewhere
 * @param host its address; on Kubernetes the pod's
 * @param port of remoting
 * @param roles what it is for, in order
 * @param version of its app
 * @param status {@code joining}, {@code up}, {@code leaving} and so on
 * @param reachable whether the node that was asked, and the others as far as it knows, reach it
 * @param oldest whether it has the singletons
 * @param leader whether it says who is up and who is removed
 */
public record ClusterNode(
    String id,
    String node,
    String host,
    int port,
    List<String> roles,
    String version,
    String status,
    boolean reachable,
    boolean oldest,
    boolean leader) {
  private static final String DATA_CENTER = "dc-";
  private static final Set<MemberStatus> WITH_SINGLETONS =
      Set.of(MemberStatus.up(), MemberStatus.leaving(), MemberStatus.exiting());

  /** All nodes that this one knows, in the order of their addresses; asks nobody. */
  public static List<ClusterNode> all(ActorSystem<?> system) {
    CurrentClusterState state = Cluster.get(system).state();
    Optional<Address> leader = Optional.ofNullable(state.getLeader());
    List<Member> members = new ArrayList<>();
    state.getMembers().forEach(members::add);
    Optional<Member> oldest =
        members.stream()
            .filter(member -> WITH_SINGLETONS.contains(member.status()))
            .reduce((one, other) -> other.isOlderThan(one) ? other : one);
    return members.stream()
        .map(member ->
            of(
                member,
                !state.getUnreachable().contains(member),
                oldest.filter(member::equals).isPresent(),
                leader.filter(member.address()::equals).isPresent()))
        .sorted(Comparator.comparing(ClusterNode::host).thenComparing(ClusterNode::port))
        .toList();
  }

  private static ClusterNode of(Member member, boolean reachable, boolean oldest, boolean leader) {
    Address address = member.address();
    return new ClusterNode(
        Long.toUnsignedString(member.uniqueAddress().longUid()),
        ShardSearch.hostAndPort(address),
        address.getHost().orElse("local"),
        address.getPort().orElse(0),
        member.getRoles().stream().filter(role -> !role.startsWith(DATA_CENTER)).sorted().toList(),
        member.appVersion().version(),
        member.status().toString().toLowerCase(Locale.ROOT),
        reachable,
        oldest,
        leader);
  }
}
