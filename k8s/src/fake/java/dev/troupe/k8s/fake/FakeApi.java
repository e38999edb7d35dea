package dev.troupe.k8s.fake;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An API server in memory, over https, with the resources of kind {@code Tenant} as k8s/crd
 * installs them. Pods may do there what the role of k8s/kustomize/components/tenants says, and
 * nothing else.
 */
public final class FakeApi implements AutoCloseable {
  /** Where the pods are. */
  public static final String NAMESPACE = "shop";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path K8S = Path.of("..", "k8s");
  private static final KubernetesSerialization READER = new KubernetesSerialization();
  private static final String TOKEN_OF_PODS = "of-the-pods";
  private static final String TOKEN_OF_ADMINS = "of-an-admin";

  private final Rights rights =
      new Rights(one(load("kustomize/components/tenants/tenants.yaml"), Role.class), NAMESPACE);
  private final MockWebServer web = new MockWebServer();
  private final KubernetesMockServer server =
      new KubernetesMockServer(new Context(), web, new HashMap<>(), new Guarded(), true);
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final Connections connections = new Connections();
  private final Queue<Tunnel> tunnels = new ConcurrentLinkedQueue<>();
  private final KubernetesClient admin;

  /** One that listens. */
  public FakeApi() {
    web.addListener(connections);
    server.start();
    admin = client(tunnel().port(), TOKEN_OF_ADMINS);
    admin.resource(definition()).create();
  }

  /** The type of the resources, as it is installed. */
  public static CustomResourceDefinition definition() {
    return one(load("crd/tenant.yaml"), CustomResourceDefinition.class);
  }

  /** The resources in a file below k8s. */
  public static List<HasMetadata> load(String path) {
    try {
      Object all = READER.unmarshal(Files.readString(K8S.resolve(path)));
      return all instanceof Collection<?> many
          ? many.stream().map(HasMetadata.class::cast).toList()
          : List.of((HasMetadata) all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one of this kind. */
  static <T> T one(List<HasMetadata> all, Class<T> kind) {
    List<T> found = all.stream().filter(kind::isInstance).map(kind::cast).toList();
    if (found.size() != 1) {
      throw new AssertionError("%d of %s".formatted(found.size(), kind));
    }
    return found.getFirst();
  }

  private KubernetesClient client(int port, String token) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url(port))
            .withCaCertFile(certificate())
            .withOauthToken(token)
            .withNamespace(NAMESPACE)
            .withRequestTimeout(5000)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static String url(int port) {
    return "https://localhost:" + port + "/";
  }

  private String certificate() {
    return web.getSelfSignedCertificate().certificatePath();
  }

  /** A way for pods to get here. */
  public Tunnel tunnel() {
    Tunnel tunnel = Tunnel.to(server.getPort());
    tunnels.add(tunnel);
    return tunnel;
  }

  /** A client with the rights of the pods. */
  public KubernetesClient pod(Tunnel tunnel) {
    return client(tunnel.port(), TOKEN_OF_PODS);
  }

  /** What tells a process of its own how to get here through a tunnel. */
  public Map<String, String> environment(Tunnel tunnel) {
    return Map.of(
        "KUBERNETES_MASTER",
        url(tunnel.port()),
        "KUBERNETES_CERTS_CA_FILE",
        certificate(),
        "KUBERNETES_AUTH_TOKEN",
        TOKEN_OF_PODS,
        "KUBERNETES_AUTH_TRYKUBECONFIG",
        "false",
        "KUBERNETES_NAMESPACE",
        NAMESPACE);
  }

  /** What pods did, as {@code resource verb}. */
  public Set<String> used() {
    return rights.used();
  }

  /** What was refused, as {@code method path}. */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  /** What pods may do and never did, as {@code resource verb}. */
  public List<String> unusedRights() {
    return rights.unused();
  }

  /** A resource as somebody with {@code kubectl} sees it. */
  public Resource<GenericKubernetesResource> tenant(String name) {
    return admin
        .genericKubernetesResources("troupe.dev/v1", "Tenant")
        .inNamespace(NAMESPACE)
        .withName(name);
  }

  /** Makes one, or gives it another spec. */
  public void apply(String name, Map<String, ?> spec) {
    GenericKubernetesResource there = tenant(name).get();
    if (there == null) {
      GenericKubernetesResource fresh = new GenericKubernetesResource();
      fresh.setApiVersion("troupe.dev/v1");
      fresh.setKind("Tenant");
      fresh.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(NAMESPACE).build());
      fresh.setAdditionalProperty("spec", spec);
      admin.resource(fresh).create();
    } else {
      there.setAdditionalProperty("spec", spec);
      there.getMetadata().setResourceVersion(null);
      admin.resource(there).update();
    }
  }

  /** A field of its status, such as {@code phase}; empty while it is not there. */
  public Optional<Object> status(String name, String field) {
    return Optional.ofNullable(tenant(name).get()).map(there -> there.get("status", field));
  }

  /** {@code status reason} of the condition {@code Synced}, or nothing. */
  public String synced(String name) {
    return status(name, "conditions").stream()
        .flatMap(all -> ((List<?>) all).stream())
        .map(each -> (Map<?, ?>) each)
        .filter(each -> "Synced".equals(each.get("type")))
        .map(each -> each.get("status") + " " + each.get("reason"))
        .findFirst()
        .orElse("");
  }

  /** Who holds the lease, or nothing. */
  public String holder() {
    var lease = admin.leases().inNamespace(NAMESPACE).withName("troupe-tenants").get();
    return lease == null ? "" : String.valueOf(lease.getSpec().getHolderIdentity());
  }

  /** Somebody holds the lease, renewed at this time by his clock; never, if there is none. */
  public void hold(String holder, @Nullable ZonedDateTime renewed) {
    admin
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName("troupe-tenants")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(2)
                .withAcquireTime(renewed)
                .withRenewTime(renewed)
                .endSpec()
                .build())
        .create();
  }

  /** Takes the lease away. */
  public void deleteLease() {
    admin.leases().inNamespace(NAMESPACE).withName("troupe-tenants").delete();
  }

  /** Closes the tunnels too. */
  @Override
  public void close() {
    admin.close();
    tunnels.forEach(Tunnel::close);
    // A server that closes a connection at the moment at which its client does cannot say goodbye
    // on it, and fails to stop.
    connections.awaitNone(PATIENCE);
    server.destroy();
  }

  /** Answers those only who may. */
  private final class Guarded extends KubernetesCrudDispatcher {
    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String token = String.valueOf(request.getHeader("Authorization"));
      if (token.equals("Bearer " + TOKEN_OF_ADMINS)
          || (token.equals("Bearer " + TOKEN_OF_PODS) && rights.allow(request))) {
        return super.dispatch(request);
      }
      refused.add(request.getMethod() + " " + request.getPath());
      return refusal(
          token.equals("Bearer " + TOKEN_OF_PODS) ? 403 : 401,
          "%s %s is not allowed".formatted(request.getMethod(), request.getPath()));
    }

    private static MockResponse refusal(int code, String message) {
      return new MockResponse()
          .setResponseCode(code)
          .setHeader("Content-Type", "application/json")
          .setBody(
              Serialization.asJson(
                  new StatusBuilder()
                      .withStatus("Failure")
                      .withCode(code)
                      .withMessage(message)
                      .build()));
    }
  }
}
