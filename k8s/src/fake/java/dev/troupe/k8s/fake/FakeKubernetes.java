package dev.troupe.k8s.fake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * As much of a Kubernetes API as nodes ask, over https on this machine: the pods of one namespace,
 * annotations of a pod, one ReplicaSet, and reviews of access. Thread-safe.
 */
public final class FakeKubernetes implements AutoCloseable {
  /** The namespace of all there is. */
  public static final String NAMESPACE = "bank";

  /** What it takes for a token. */
  public static final String TOKEN = "token-of-the-pod";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";
  private static final String REPLICA_SETS =
      "/apis/apps/v1/namespaces/" + NAMESPACE + "/replicasets/";
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final Pattern ANNOTATION =
      Pattern.compile("\"([\\w./-]+/[\\w.-]+)\":\"([^\"]*)\"");

  private final HttpsServer server;
  private final Path serviceAccount;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, FakePod> pods = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> annotations = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> forbidden = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final Set<ReviewedAccess> granted = ConcurrentHashMap.newKeySet();

  private FakeKubernetes(HttpsServer server, Path serviceAccount) {
    this.server = server;
    this.serviceAccount = serviceAccount;
    server.createContext("/", this::answer);
    server.setExecutor(threads);
  }

  /** Starts it without a pod; what a pod finds as its service account is put into this folder. */
  public static FakeKubernetes start(Path folder) throws IOException, GeneralSecurityException {
    ServerCertificate certificate = ServerCertificate.forLoopback();
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("ca.crt"), certificate.pem());
    Files.writeString(folder.resolve("token"), TOKEN);
    Files.writeString(folder.resolve("namespace"), NAMESPACE);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    FakeKubernetes fake = new FakeKubernetes(server, folder);
    server.start();
    return fake;
  }

  /** The variables that a pod has. */
  public Map<String, String> environment() {
    return Map.of(
        "KUBERNETES_SERVICE_HOST",
        "127.0.0.1",
        "KUBERNETES_SERVICE_PORT",
        String.valueOf(server.getAddress().getPort()),
        "TROUPE_KUBERNETES_SERVICE_ACCOUNT",
        serviceAccount.toAbsolutePath().toString());
  }

  /** Such a pod is there from now on. */
  public void put(FakePod pod) {
    pods.put(pod.name(), pod);
  }

  /** There is no pod of this name any more. */
  public void remove(String name) {
    pods.remove(name);
  }

  /** What is asked like this ("GET", "PATCH") is refused from now on. */
  public void forbid(String method) {
    forbidden.add(method);
  }

  /** Nothing is refused any more. */
  public void forbidNothing() {
    forbidden.clear();
  }

  /** So many of the next questions are answered that it can't now. */
  public void failNext(int times) {
    failures.set(times);
  }

  /** A review of access says yes to this from now on, and to nothing that was not granted. */
  public void grant(ReviewedAccess access) {
    granted.add(access);
  }

  /** The annotations that were written to a pod. */
  public Map<String, String> annotationsOf(String pod) {
    return Map.copyOf(annotations.getOrDefault(pod, Map.of()));
  }

  /** What was asked, each as method and path with the query. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().getPath();
      asked.add(method + " " + exchange.getRequestURI());
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        send(exchange, 503, status(503, "etcd is away"));
      } else if (!("Bearer " + TOKEN)
          .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        send(exchange, 401, status(401, "Unauthorized"));
      } else if (forbidden.contains(method)) {
        send(exchange, 403, status(403, "pods is forbidden: " + method + " " + path));
      } else if (path.equals(REVIEWS)) {
        send(exchange, 201, review(exchange));
      } else if (path.equals(PODS)) {
        send(exchange, 200, podList(exchange.getRequestURI().getRawQuery()));
      } else if (path.startsWith(PODS + "/") && pods.containsKey(name(path))) {
        if (method.equals("PATCH")) {
          patch(name(path), exchange);
        }
        send(exchange, 200, json(name(path)));
      } else if (path.startsWith(REPLICA_SETS)) {
        send(
            exchange,
            200,
            "{\"metadata\":{\"annotations\":{\"deployment.kubernetes.io/revision\":\"7\"}}}");
      } else {
        send(exchange, 404, status(404, path + " not found"));
      }
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String status(int code, String message) {
    return "{\"kind\":\"Status\",\"code\":%d,\"message\":\"%s\"}".formatted(code, message);
  }

  private String podList(String rawQuery) {
    String query = URLDecoder.decode(rawQuery, StandardCharsets.UTF_8);
    String selector = query.substring(query.indexOf('=') + 1);
    return pods.values().stream()
        .filter(pod -> pod.isMeantBy(selector))
        .map(pod -> json(pod.name()))
        .collect(Collectors.joining(",", "{\"kind\":\"PodList\",\"items\":[", "]}"));
  }

  private String json(String pod) {
    return Objects.requireNonNull(pods.get(pod), pod)
        .json(
            annotationsOf(pod).entrySet().stream()
                .map(each -> "\"%s\":\"%s\"".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(",")));
  }

  private String review(HttpExchange exchange) throws IOException {
    ReviewedAccess asked = ReviewedAccess.of(JSON.readTree(exchange.getRequestBody()));
    return "{\"status\":{\"allowed\":%b}}".formatted(granted.contains(asked));
  }

  /** A merge patch of annotations, which is all that nodes send. */
  private void patch(String pod, HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher found = ANNOTATION.matcher(body);
    while (found.find()) {
      annotations
          .computeIfAbsent(pod, name -> new ConcurrentHashMap<>())
          .put(found.group(1), found.group(2));
    }
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
