package dev.troupe.monitor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** The cluster as this node sees it. */
final class Members implements NodeMonitor.Look {
  private final Cluster cluster;
  private final AtomicInteger up;
  private final AtomicInteger other;
  private final AtomicInteger unreachable;

  Members(ActorSystem<?> system, MeterRegistry registry) {
    cluster = Cluster.get(system);
    up = gauge(registry, "up");
    other = gauge(registry, "other");
    unreachable = gauge(registry, "unreachable");
  }

  private static AtomicInteger gauge(MeterRegistry registry, String state) {
    AtomicInteger members = new AtomicInteger();
    Gauge.builder("troupe.cluster.members", members::get)
        .description(
            "nodes that this one knows: up, on their way in or out, and those of all that it can't reach")
        .tag("state", state)
        .register(registry);
    return members;
  }

  @Override
  public void look() {
    CurrentClusterState state = cluster.state();
    int all = 0;
    int ups = 0;
    for (var member : state.getMembers()) {
      all++;
      ups += member.status().equals(MemberStatus.up()) ? 1 : 0;
    }
    up.set(ups);
    other.set(all - ups);
    unreachable.set(state.getUnreachable().size());
  }
}
