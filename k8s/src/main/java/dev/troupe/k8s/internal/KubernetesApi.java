package dev.troupe.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.k8s.ApiAccess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The Kubernetes API as a pod's service account may use it, in the pod's namespace. Blocks.
 *
 * <p>The token is read at each call, since Kubernetes replaces it about every hour. Thread-safe.
 */
public final class KubernetesApi {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final ApiAccess access;
  private final String namespace;

  private KubernetesApi(HttpClient http, ApiAccess access) {
    this.http = http;
    this.access = access;
    this.namespace = access.namespace();
  }

  /**
   * The API that this environment and service account lead to.
   *
   * @param account the folder of token, ca.crt and namespace
   * @throws Refused if this is no pod, or the folder has not what it should
   */
  public static KubernetesApi of(Map<String, String> environment, Path account) throws Refused {
    try {
      return of(ApiAccess.ofPod(environment, account));
    } catch (IllegalArgumentException e) {
      throw new Refused(0, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The API of this access.
   *
   * @throws Refused if the certificates of its authority can't be read
   */
  public static KubernetesApi of(ApiAccess access) throws Refused {
    try {
      return new KubernetesApi(
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(PATIENCE)
              .sslContext(trusting(access.authority()))
              .build(),
          access);
    } catch (IOException | GeneralSecurityException e) {
      throw new Refused(
          0, "the certificates in '%s' can't be read: %s".formatted(access.authority(), e));
    }
  }

  private static SSLContext trusting(Path authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(authorities)) {
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, each);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** What the API did not do. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    /** With the status of HTTP, or 0. */
    public Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    /** Whether the service account may not. */
    public boolean isForbidden() {
      return status == 403 || status == 401;
    }
  }

  /** The pod of this name. */
  public JsonNode pod(String name) throws Refused {
    return send(request(podPath(name)).GET(), "get pod '%s'".formatted(name));
  }

  /** The ReplicaSet of this name. */
  public JsonNode replicaSet(String name) throws Refused {
    return send(
        request("/apis/apps/v1/namespaces/%s/replicasets/%s".formatted(namespace, name)).GET(),
        "get replicaset '%s'".formatted(name));
  }

  /** Sets these annotations of a pod, and leaves the others. */
  public void annotate(String pod, Map<String, String> annotations) throws Refused {
    var body = JSON.createObjectNode();
    var entries = body.putObject("metadata").putObject("annotations");
    annotations.forEach(entries::put);
    send(
        request(podPath(pod))
            .header("Content-Type", "application/merge-patch+json")
            .method("PATCH", BodyPublishers.ofString(body.toString())),
        "patch pod '%s'".formatted(pod));
  }

  /**
   * Whether the service account may, in the namespace; a resource may be {@code tenants/status}.
   */
  public boolean isAllowed(String group, String resource, String name, String verb) throws Refused {
    var body = JSON.createObjectNode();
    body.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
    var asked = body.putObject("spec").putObject("resourceAttributes");
    int slash = resource.indexOf('/');
    asked.put("namespace", namespace).put("group", group).put("verb", verb);
    asked.put("resource", slash < 0 ? resource : resource.substring(0, slash));
    if (!name.isEmpty()) {
      asked.put("name", name);
    }
    if (slash >= 0) {
      asked.put("subresource", resource.substring(slash + 1));
    }
    JsonNode answer =
        send(
            request("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())),
            "review access");
    JsonNode allowed = answer.at("/status/allowed");
    if (!allowed.isBoolean()) {
      throw new Refused(0, "a review of '%s %s' says neither yes nor no".formatted(verb, resource));
    }
    return allowed.asBoolean();
  }

  private String podPath(String name) {
    return "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(access.server().resolve(path))
        .timeout(PATIENCE)
        .header("Accept", "application/json");
  }

  private JsonNode send(HttpRequest.Builder request, String what) throws Refused {
    try {
      String token = Files.readString(access.token()).strip();
      HttpResponse<byte[]> answer =
          http.send(
              request.header("Authorization", "Bearer " + token).build(),
              BodyHandlers.ofByteArray());
      if (answer.statusCode() / 100 != 2) {
        throw new Refused(
            answer.statusCode(),
            "%s in namespace '%s' was answered '%d'"
                .formatted(what, namespace, answer.statusCode()));
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new Refused(0, "%s in namespace '%s': %s".formatted(what, namespace, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(0, what + " was interrupted");
    }
  }
}
