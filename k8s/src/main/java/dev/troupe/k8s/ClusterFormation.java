package dev.troupe.k8s;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins this node to the cluster that its discovery method finds, or to the others in forming one.
 *
 * <p>Which nodes there are comes from {@code pekko.management.cluster.bootstrap}: a list in the
 * configuration on a laptop, the pods' API on Kubernetes.
 */
public final class ClusterFormation {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFormation.class);

  private ClusterFormation() {}

  /**
   * Opens the management port ({@code /alive}, {@code /ready}) and starts to look for the others
   * once this node may be one of them.
   *
   * @param allowed done when it may; a stage that fails or never ends keeps it apart
   * @return done when the port is open; exceptionally if it can't be
   */
  public static CompletionStage<String> start(ActorSystem<?> system, CompletionStage<?> allowed) {
    var classic = Adapter.toClassic(system);
    return PekkoManagement.get(classic)
        .start()
        .thenApply(address -> {
          allowed.thenRun(() -> look(classic));
          return address.toString();
        });
  }

  /** A node that can't even begin to look ends, for it would wait unready for ever. */
  private static void look(org.apache.pekko.actor.ActorSystem system) {
    try {
      ClusterBootstrap.get(system).start();
    } catch (RuntimeException e) {
      LOG.error("this node can't begin to look for others, and ends; correct what is named", e);
      // Its exit code is not 0, so that whoever runs the node knows.
      CoordinatedShutdown.get(system).run(CoordinatedShutdown.clusterJoinUnsuccessfulReason());
    }
  }

  /**
   * The check, as {@code pekko.management.health-checks.readiness-checks} names it: until this node
   * is a member it says why not, where {@code /ready} shows it.
   */
  public static final class Check implements Supplier<CompletionStage<Boolean>> {
    private final Cluster cluster;
    private final NodeSearch search;

    /** Called by Pekko Management. */
    public Check(org.apache.pekko.actor.ActorSystem system) {
      cluster = Cluster.get(system);
      search = NodeSearch.on(Adapter.toTyped(system));
    }

    @Override
    public CompletionStage<Boolean> get() {
      MemberStatus status = cluster.selfMember().status();
      if (status.equals(MemberStatus.removed()) && !cluster.isTerminated()) {
        return CompletableFuture.failedStage(
            new IllegalStateException("not in a cluster yet: " + search.sentence()));
      }
      return CompletableFuture.completedStage(true);
    }
  }
}
