package dev.troupe.cluster.internal;

import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Whether this node is up: no longer about to join the cluster, and not yet on its way out of it.
 * Confined to the actor that follows it.
 */
final class OwnMembership {
  private final UniqueAddress self;
  private boolean isUp;

  private OwnMembership(UniqueAddress self) {
    this.self = self;
  }

  /**
   * Has the actor told of every change of a member, to be passed on to {@link #changed}; the first
   * time of what has changed before.
   */
  static <M> OwnMembership follow(ActorContext<M> context, Function<MemberEvent, M> message) {
    Cluster cluster = Cluster.get(context.getSystem());
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberEvent.class, message::apply), MemberEvent.class));
    return new OwnMembership(cluster.selfMember().uniqueAddress());
  }

  /** Takes note of what changed. */
  void changed(MemberEvent event) {
    if (event.member().uniqueAddress().equals(self)) {
      isUp = event.member().status().equals(MemberStatus.up());
    }
  }

  boolean isUp() {
    return isUp;
  }
}
