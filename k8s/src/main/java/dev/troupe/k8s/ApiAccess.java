package dev.troupe.k8s;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How the Kubernetes API is reached, and as whom.
 *
 * @param server its address, https alone
 * @param authority the file with the certificates that its own is to be signed by
 * @param token the file with the token of who asks; read at each call, since Kubernetes replaces it
 *     about every hour
 * @param namespace in which
 */
public record ApiAccess(URI server, Path authority, Path token, String namespace) {

  /** Checks the address: a token is not sent where anybody could read it. */
  public ApiAccess {
    if (!"https".equals(server.getScheme()) || server.getHost() == null) {
      throw new IllegalArgumentException(
          "Kubernetes API: its address must read 'https://host:port', was '%s'".formatted(server));
    }
  }

  /**
   * As a pod has it.
   *
   * @param environment of this process
   * @param account the folder of token, ca.crt and namespace
   * @throws IllegalArgumentException if this is no pod, or one without a service account
   */
  public static ApiAccess ofPod(Map<String, String> environment, Path account) {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    if (host.isBlank() || port.isBlank()) {
      throw new IllegalArgumentException("KUBERNETES_SERVICE_HOST is not set: this is no pod");
    }
    try {
      String bracketed = host.contains(":") ? "[" + host + "]" : host;
      return new ApiAccess(
          URI.create("https://%s:%s".formatted(bracketed, port)),
          account.resolve("ca.crt"),
          account.resolve("token"),
          Files.readString(account.resolve("namespace")).strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the service account in '%s' can't be read: %s; set automountServiceAccountToken on the pod"
              .formatted(account, e),
          e);
    }
  }
}
