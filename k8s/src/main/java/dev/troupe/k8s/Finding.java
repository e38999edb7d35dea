package dev.troupe.k8s;

import java.util.List;
import java.util.Locale;

/** What one look for other nodes came to. */
sealed interface Finding {

  /**
   * What was looked for.
   *
   * @param method how
   * @param service the name that is looked up
   * @param labels of the pods, if the method is the pods' API
   * @param portName of the management port
   * @param required how many nodes must be found
   */
  record Asked(String method, String service, String labels, String portName, int required) {
    private boolean isOfKubernetes() {
      return method.equals("kubernetes-api");
    }
  }

  /** Nodes at these places, perhaps none. */
  record Found(List<String> places) implements Finding {}

  /** Nobody knows, because of this. */
  record Failed(String why) implements Finding {
    /** How it begins where a file is missing. */
    static final String NO_FILE = "there is no file ";
  }

  /** Whether a cluster can be formed, or joined, with it. */
  default boolean isEnough(Asked asked) {
    return this instanceof Found found && found.places().size() >= asked.required();
  }

  /** What it came to, and what to do if that is not enough. */
  default String sentence(Asked asked) {
    return switch (this) {
      case Failed failed -> failure(asked, failed.why());
      case Found found when found.places().isEmpty() -> nothing(asked);
      case Found found when !isEnough(asked) ->
          "discovery by '%s' found '%d' node of the '%d' that are required, %s; start more, or lower troupe.node.required-contact-points (TROUPE_REQUIRED_CONTACT_POINTS)"
              .formatted(asked.method(), found.places().size(), asked.required(), found.places());
      case Found found ->
          "discovery by '%s' found '%d' nodes, %s"
              .formatted(asked.method(), found.places().size(), found.places());
    };
  }

  private static String nothing(Asked asked) {
    return asked.isOfKubernetes()
        ? "discovery by 'kubernetes-api' found no running pod that has the label '%s' and a container port named '%s'; give the pods both, or say which labels they have by troupe.kubernetes.pod-labels (TROUPE_KUBERNETES_POD_LABELS)"
            .formatted(asked.labels(), asked.portName())
        : "discovery by '%s' found no node under the name '%s'; correct troupe.node.service-name (TROUPE_SERVICE_NAME), or what the name stands for"
            .formatted(asked.method(), asked.service());
  }

  private static String failure(Asked asked, String why) {
    String said = "discovery by '%s' failed: %s".formatted(asked.method(), why);
    if (!asked.isOfKubernetes()) {
      return said;
    }
    if (why.toLowerCase(Locale.ROOT).contains("forbidden")) {
      return said
          + "; give the pod's service account a Role with the verb 'list' on 'pods' in its own namespace (403)";
    }
    if (why.startsWith(Failed.NO_FILE)) {
      return said
          + "; mount the service account's token (automountServiceAccountToken on the pod), or where there is no Kubernetes, set troupe.node.contact-points (TROUPE_CONTACT_POINTS)";
    }
    if (why.contains("401")) {
      return said
          + "; the service account's token is not taken: set automountServiceAccountToken on the pod";
    }
    if (why.contains("check Kubernetes environment")) {
      return said
          + "; where there is no Kubernetes, set troupe.node.contact-points (TROUPE_CONTACT_POINTS) or troupe.node.discovery (TROUPE_DISCOVERY)";
    }
    return said + "; let the pod reach the Kubernetes API, also through network policies";
  }
}
