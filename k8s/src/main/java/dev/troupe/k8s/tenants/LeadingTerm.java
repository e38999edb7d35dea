package dev.troupe.k8s.tenants;

import dev.troupe.k8s.tenants.TenantReconciler.Verdict;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * The time in which this node follows the resources: watches them, has their tenants changed, and
 * writes how they are. Thread-safe.
 */
final class LeadingTerm implements AutoCloseable {
  private static final int THREADS = 2;

  private final KubernetesClient client;
  private final String namespace;
  private final TenantReconciler reconciler;
  private final SharedIndexInformer<GenericKubernetesResource> informer;
  private final Workers workers;
  private final Complaint complaint = new Complaint();

  private LeadingTerm(
      KubernetesClient client, TenantResourcesSettings settings, TenantCalls calls) {
    this.client = client;
    this.namespace = settings.namespace();
    this.reconciler = new TenantReconciler(calls, settings.patience());
    this.informer =
        client
            .genericKubernetesResources(TenantResource.KIND)
            .inNamespace(namespace)
            .runnableInformer(settings.resync().toMillis());
    this.workers = Workers.start("troupe-kubernetes-tenants", THREADS, this::isDone);
  }

  /** Begins; returns at once, also while the API does not answer. */
  static LeadingTerm begin(
      KubernetesClient client, TenantResourcesSettings settings, TenantCalls calls) {
    LeadingTerm term = new LeadingTerm(client, settings, calls);
    term.informer
        .addEventHandler(term.new Events())
        .exceptionHandler((isStarted, failure) -> term.isTriedAgain(failure))
        .start()
        .thenRun(() -> term.complaint.over());
    return term;
  }

  /** Whatever it is, it may be over one day; said once. */
  private boolean isTriedAgain(Throwable failure) {
    complaint.say(ApiFailure.sentence("watch " + TenantResource.TYPE, namespace, failure));
    return true;
  }

  /** A tenant has changed, whoever did it. */
  void changed(String tenant) {
    workers.add(tenant);
  }

  private boolean isDone(String name) throws InterruptedException {
    GenericKubernetesResource found =
        informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name));
    if (found == null) {
      return true;
    }
    TenantResource resource = TenantResource.of(found);
    Verdict verdict = reconciler.reconcile(resource);
    Optional<String> status = TenantReport.of(resource, verdict, InstantSource.system().instant());
    boolean isShown = status.isEmpty() || isShown(resource, status.get());
    return isShown && !verdict.outcome().isOpen();
  }

  /** Writes the status of this resource and of no later one of its name. */
  private boolean isShown(TenantResource resource, String status) {
    String patch =
        """
        [{"op": "test", "path": "/metadata/uid", "value": "%s"},
         {"op": "add", "path": "/status", "value": %s}]
        """
            .formatted(resource.uid(), status);
    try {
      client
          .genericKubernetesResources(TenantResource.KIND)
          .inNamespace(namespace)
          .withName(resource.name())
          .subresource("status")
          .patch(PatchContext.of(PatchType.JSON), patch);
      complaint.over();
      return true;
    } catch (KubernetesClientException e) {
      if (ApiFailure.isNotFound(e)) {
        return true;
      }
      // At the end of the term threads are interrupted, which is nobody's fault.
      if (!Thread.currentThread().isInterrupted()) {
        complaint.say(
            ApiFailure.sentence("patch the status of " + TenantResource.TYPE, namespace, e));
      }
      return false;
    }
  }

  @Override
  public void close() {
    informer.stop();
    workers.close();
  }

  /** What the watch tells. */
  private final class Events implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource resource) {
      workers.add(resource.getMetadata().getName());
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
      var old = before.getMetadata();
      var fresh = now.getMetadata();
      boolean isLookedAtAgain = old.getResourceVersion().equals(fresh.getResourceVersion());
      // A new status is our own doing.
      if (isLookedAtAgain
          || !old.getUid().equals(fresh.getUid())
          || !Objects.equals(old.getGeneration(), fresh.getGeneration())) {
        workers.add(fresh.getName());
      }
    }

    @Override
    public void onDelete(GenericKubernetesResource resource, boolean isFinalStateUnknown) {
      reconciler.forget(resource.getMetadata().getUid());
    }
  }
}
