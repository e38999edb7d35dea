package dev.troupe.k8s;

import dev.troupe.k8s.internal.KubernetesApi;
import java.io.IOException;

/** What the Kubernetes API says it would allow; nothing is changed. Thread-safe. */
public final class AccessReviews {
  private final KubernetesApi api;

  private AccessReviews(KubernetesApi api) {
    this.api = api;
  }

  /**
   * Reviews of what the holder of this token may do.
   *
   * @throws IOException if the certificates of the authority can't be read
   */
  public static AccessReviews of(ApiAccess access) throws IOException {
    try {
      return new AccessReviews(KubernetesApi.of(access));
    } catch (KubernetesApi.Refused e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Whether a verb is allowed, in the namespace. Blocks up to 5 s.
   *
   * @param group of the API, empty for the core
   * @param resource in the plural, as {@code pods} or {@code tenants/status}
   * @param name of the one that is meant; empty: any
   * @throws IOException if the API does not say
   */
  public boolean isAllowed(String group, String resource, String name, String verb)
      throws IOException {
    try {
      return api.isAllowed(group, resource, name, verb);
    } catch (KubernetesApi.Refused e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
