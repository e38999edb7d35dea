package dev.troupe.k8s.tenants;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API did not do for us, in words that say what to do. */
final class ApiFailure {
  private static final int FORBIDDEN = 403;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  private ApiFailure() {}

  /** The status that the API answered with, 0 if it did not. */
  static int code(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof KubernetesClientException refused && refused.getCode() > 0) {
        return refused.getCode();
      }
    }
    return 0;
  }

  static boolean isNotFound(Throwable failure) {
    return code(failure) == NOT_FOUND;
  }

  /**
   * A sentence about it.
   *
   * @param what was asked for, as in {@code watch tenants.troupe.dev}
   */
  static String sentence(String what, String namespace, Throwable failure) {
    return switch (code(failure)) {
      case FORBIDDEN ->
          "the Kubernetes API forbids to %s in namespace '%s'; give the pods the role of k8s/kustomize/components/tenants"
              .formatted(what, namespace);
      case UNAUTHORIZED ->
          "the Kubernetes API does not know who asks to %s in namespace '%s'; mount the service account's token"
              .formatted(what, namespace);
      case NOT_FOUND ->
          "the Kubernetes API knows nothing to %s in namespace '%s'; apply k8s/crd/tenant.yaml"
              .formatted(what, namespace);
      default ->
          "the Kubernetes API could not %s in namespace '%s': %s"
              .formatted(what, namespace, failure.getMessage());
    };
  }
}
