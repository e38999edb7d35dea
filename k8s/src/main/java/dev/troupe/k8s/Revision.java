package dev.troupe.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import dev.troupe.k8s.internal.KubernetesApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The revision of the Deployment that this pod is of, as Kubernetes counts its roll-outs. */
public final class Revision {
  private static final Logger LOG = LoggerFactory.getLogger(Revision.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final String ANNOTATION = "deployment.kubernetes.io/revision";

  private Revision() {}

  /**
   * It, where {@code troupe.kubernetes.revision-as-version} is on and the API says it; what keeps
   * the API from it is logged, once it was asked again and again for half a minute. Blocks for as
   * long.
   *
   * @param config the whole configuration
   * @param environment of the process
   */
  public static Optional<String> ifAsked(Config config, Map<String, String> environment) {
    return ifAsked(config, environment, PATIENCE, PAUSE);
  }

  /** Asks until so long has passed, with such a pause between. */
  static Optional<String> ifAsked(
      Config config, Map<String, String> environment, Duration patience, Duration pause) {
    Config kubernetes = config.getConfig("troupe.kubernetes");
    if (!kubernetes.getBoolean("revision-as-version")) {
      return Optional.empty();
    }
    String pod = kubernetes.getString("pod-name");
    try {
      KubernetesApi api =
          KubernetesApi.of(environment, Path.of(kubernetes.getString("service-account")));
      return Optional.of(patiently(api, pod, patience, pause));
    } catch (KubernetesApi.Refused e) {
      LOG.warn(
          "the revision of pod '{}' is not known, and its version is troupe.node.app-version, '{}'; next to nodes with a revision it gets no shards until its container starts again: {}{}",
          pod,
          config.getString("troupe.node.app-version"),
          e.getMessage(),
          e.isForbidden()
              ? "; give its service account a Role with the verb 'get' on 'pods' and 'replicasets'"
              : "");
      return Optional.empty();
    }
  }

  /** An API that is away for a moment must not make a new pod the oldest of all. */
  private static String patiently(KubernetesApi api, String pod, Duration patience, Duration pause)
      throws KubernetesApi.Refused {
    long begun = System.nanoTime();
    while (true) {
      try {
        return of(api, pod);
      } catch (KubernetesApi.Refused e) {
        // A right that is not there is not given while a node starts.
        if (e.isForbidden()
            || System.nanoTime() - begun >= patience.toNanos()
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LOG.info("the revision of pod '{}' is asked for again: {}", pod, e.getMessage());
        LockSupport.parkNanos(pause.toNanos());
      }
    }
  }

  private static String of(KubernetesApi api, String pod) throws KubernetesApi.Refused {
    for (JsonNode owner : api.pod(pod).path("metadata").path("ownerReferences")) {
      if (owner.path("kind").asText().equals("ReplicaSet")) {
        String revision =
            api.replicaSet(owner.path("name").asText())
                .path("metadata")
                .path("annotations")
                .path(ANNOTATION)
                .asText();
        if (revision.matches("\\d{1,9}")) {
          return revision + ".0.0";
        }
      }
    }
    throw new KubernetesApi.Refused(
        0, "no ReplicaSet that owns the pod has the annotation '%s'".formatted(ANNOTATION));
  }
}
