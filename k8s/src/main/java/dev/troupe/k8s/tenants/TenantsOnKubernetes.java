package dev.troupe.k8s.tenants;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has tenants be as the resources of kind {@code Tenant} in a namespace say, by one node at a time:
 * the one that holds a lease.
 *
 * <p>What a resource declares is brought about, and put back if it is changed otherwise. What it
 * does not declare is left alone, and so is everything when it is deleted: it has no finalizer, so
 * no namespace waits for a node, and no tenant is lost with its resource. Thread-safe.
 */
public final class TenantsOnKubernetes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TenantsOnKubernetes.class);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final TenantResourcesSettings settings;
  private final TenantCalls calls;
  private final Leadership leadership;
  private @Nullable LeadingTerm term;
  private boolean isClosed;

  private TenantsOnKubernetes(
      KubernetesClient client, TenantResourcesSettings settings, TenantCalls calls) {
    this.client = client;
    this.settings = settings;
    this.calls = calls;
    this.leadership = new Leadership(client, settings, this::begin, this::end);
  }

  /**
   * Takes part from now on; returns at once, also while the API does not answer.
   *
   * <p>Where the API is and who asks it is found as by {@code kubectl}: the pod's service account,
   * or a kubeconfig, or the variables {@code KUBERNETES_…} of the fabric8 client.
   *
   * @throws IllegalArgumentException if neither the settings nor the pod name a namespace
   */
  public static TenantsOnKubernetes start(TenantResourcesSettings settings, TenantCalls calls) {
    Config config = Config.autoConfigure(null);
    config.setRequestTimeout((int) REQUEST_TIMEOUT.toMillis());
    config.setConnectionTimeout((int) REQUEST_TIMEOUT.toMillis());
    // Who asks comes back by itself, and must not hold a lease meanwhile.
    config.setRequestRetryBackoffLimit(1);
    return start(new KubernetesClientBuilder().withConfig(config).build(), settings, calls);
  }

  /** The same with this client, which is closed at the end. */
  static TenantsOnKubernetes start(
      KubernetesClient client, TenantResourcesSettings settings, TenantCalls calls) {
    String namespace =
        settings.namespace().isBlank()
            ? String.valueOf(client.getNamespace())
            : settings.namespace();
    if (namespace.isBlank() || namespace.equals("null")) {
      client.close();
      throw new IllegalArgumentException(
          "troupe.kubernetes.tenants.namespace is empty, and no service account or kubeconfig names one; set it (TROUPE_KUBERNETES_NAMESPACE)");
    }
    TenantsOnKubernetes tenants = new TenantsOnKubernetes(client, settings.in(namespace), calls);
    calls.listen(tenant -> tenants.changed(tenant.value()));
    tenants.leadership.compete();
    return tenants;
  }

  private synchronized void begin() {
    if (!isClosed && term == null) {
      LOG.info(
          "tenants on Kubernetes: this node, '{}', follows those of namespace '{}'",
          settings.identity(),
          settings.namespace());
      term = LeadingTerm.begin(client, settings, calls);
    }
  }

  private synchronized void end() {
    if (term != null) {
      LOG.info("tenants on Kubernetes: this node, '{}', follows no more", settings.identity());
      term.close();
      term = null;
    }
  }

  private synchronized void changed(String tenant) {
    if (term != null) {
      term.changed(tenant);
    }
  }

  /** Whether this node is the one that follows them. */
  synchronized boolean isLeading() {
    return term != null;
  }

  /** Ends, and lets another node go on at once; blocks until the API has been told. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    end();
    leadership.close();
    client.close();
  }
}
