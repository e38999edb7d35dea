package dev.troupe.k8s.tenants;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.net.HttpURLConnection;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A lease whose age is counted from when this node saw it renewed, and not from what another node's
 * clock said then: else a holder whose clock is an hour ahead would hold it for an hour after its
 * end. And says once what keeps this node from it.
 */
final class ObservedLease implements Lock {
  private final LeaseLock lease;
  private final String namespace;
  private final Complaint complaint = new Complaint();
  private @Nullable ZonedDateTime renewed;
  private ZonedDateTime seen = ZonedDateTime.now(ZoneOffset.UTC);

  ObservedLease(String namespace, String name, String identity) {
    this.lease = new LeaseLock(namespace, name, identity);
    this.namespace = namespace;
  }

  @Override
  @NullUnmarked // The library says that there is no lease yet by null.
  public synchronized LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord found = read(client);
    if (found == null) {
      return null;
    }
    if (!found.getRenewTime().equals(renewed)) {
      renewed = found.getRenewTime();
      seen = ZonedDateTime.now(ZoneOffset.UTC);
    }
    return new LeaderElectionRecord(
        found.getHolderIdentity(),
        found.getLeaseDuration(),
        found.getAcquireTime(),
        seen,
        found.getLeaderTransitions());
  }

  /** What is no lease of ours must not end the election for good, as another exception would. */
  @NullUnmarked
  private LeaderElectionRecord read(KubernetesClient client) {
    try {
      LeaderElectionRecord found = lease.get(client);
      complaint.over();
      return found;
    } catch (NullPointerException e) {
      String sentence = "%s lacks its times or its duration; delete it".formatted(lease.describe());
      complaint.say(sentence);
      throw new KubernetesClientException(sentence, e);
    } catch (KubernetesClientException e) {
      throw explained("get", e);
    }
  }

  private KubernetesClientException explained(String verb, KubernetesClientException e) {
    if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
      complaint.say(ApiFailure.sentence(verb + " leases.coordination.k8s.io", namespace, e));
    }
    return e;
  }

  @Override
  public void create(KubernetesClient client, LeaderElectionRecord record) {
    try {
      lease.create(client, record);
    } catch (KubernetesClientException e) {
      throw explained("create", e);
    }
  }

  @Override
  public void update(KubernetesClient client, LeaderElectionRecord record) {
    try {
      lease.update(client, record);
    } catch (KubernetesClientException e) {
      throw explained("patch", e);
    }
  }

  @Override
  public String identity() {
    return lease.identity();
  }

  @Override
  public String describe() {
    return lease.describe();
  }
}
