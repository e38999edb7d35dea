package dev.troupe.k8s.tenants;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the election of the node that holds a lease, again and again until it is closed.
 * Thread-safe.
 *
 * <p>For a moment two nodes may both take themselves for the holder: one that was paused finds out
 * late. What they do must bear that.
 */
final class Leadership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final KubernetesClient client;
  private final TenantResourcesSettings settings;
  private final Runnable begin;
  private final Runnable end;
  private @Nullable CompletableFuture<?> current;
  private boolean isClosed;

  /**
   * One that has this node begin and end; both are called by a thread of the client, never at once.
   */
  Leadership(
      KubernetesClient client, TenantResourcesSettings settings, Runnable begin, Runnable end) {
    this.client = client;
    this.settings = settings;
    this.begin = begin;
    this.end = end;
  }

  /** Takes part from now on; returns at once. */
  synchronized void compete() {
    if (isClosed) {
      return;
    }
    Executor later =
        CompletableFuture.delayedExecutor(settings.retryPeriod().toMillis(), TimeUnit.MILLISECONDS);
    current = elector().start();
    CompletionStage<?> turn = current;
    turn.whenCompleteAsync(
        (over, failure) -> {
          if (failure != null && !(failure instanceof CancellationException)) {
            LOG.warn("tenants on Kubernetes: the election failed, and goes on", failure);
          }
          compete();
        },
        later);
  }

  private LeaderElector elector() {
    String namespace = settings.namespace();
    return client
        .leaderElector()
        .withConfig(
            new LeaderElectionConfigBuilder()
                .withName(settings.lease())
                .withLock(new ObservedLease(namespace, settings.lease(), settings.identity()))
                .withLeaseDuration(settings.leaseDuration())
                .withRenewDeadline(settings.renewDeadline())
                .withRetryPeriod(settings.retryPeriod())
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(
                    new LeaderCallbacks(
                        begin,
                        end,
                        holder ->
                            LOG.info(
                                "tenants on Kubernetes: followed by node '{}' (lease '{}/{}')",
                                holder,
                                namespace,
                                settings.lease())))
                .build())
        .build();
  }

  /** Takes part no more, and gives the lease back if this node has it; may block. */
  @Override
  public void close() {
    CompletableFuture<?> last;
    synchronized (this) {
      isClosed = true;
      last = current;
    }
    if (last != null) {
      last.cancel(true);
    }
  }
}
