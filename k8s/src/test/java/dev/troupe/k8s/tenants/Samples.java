package dev.troupe.k8s.tenants;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** Resources as the API would have them. */
final class Samples {
  private Samples() {}

  /** The same resource with this status, read as the API's answers are. */
  @SuppressWarnings("unchecked")
  static TenantResource withStatus(TenantResource resource, String status) {
    return new TenantResource(
        resource.namespace(),
        resource.name(),
        resource.uid(),
        resource.generation(),
        resource.spec(),
        Serialization.unmarshal(status, Map.class));
  }
}
