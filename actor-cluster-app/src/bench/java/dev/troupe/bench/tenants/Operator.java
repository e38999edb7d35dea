package dev.troupe.bench.tenants;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.bench.load.Wait;
import dev.troupe.model.TenantId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Who creates tenants on a node, over HTTP. For one thread.
 *
 * @param node where the node serves
 * @param token that says that this may
 */
record Operator(InetSocketAddress node, String token) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Creates these with these limits, and returns when the node serves them. */
  void create(List<TenantId> tenants, Map<String, Long> limits)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (TenantId tenant : tenants) {
        var body = Map.of("tenant", tenant.value(), "why", "the benchmark", "limits", limits);
        HttpResponse<String> answer =
            client.send(
                request()
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
          throw new IllegalStateException(
              "creating %s was answered with %d: %s"
                  .formatted(tenant, answer.statusCode(), answer.body()));
        }
      }
      Wait.until(PATIENCE, "the node serves " + tenants, () -> areServed(client, tenants));
    }
  }

  private boolean areServed(HttpClient client, List<TenantId> tenants) throws InterruptedException {
    try {
      String listed = client.send(request().GET().build(), BodyHandlers.ofString()).body();
      return tenants.stream().allMatch(tenant -> listed.contains("\"" + tenant + "\""));
    } catch (IOException e) {
      throw new IllegalStateException("the node does not say which tenants there are", e);
    }
  }

  private HttpRequest.Builder request() {
    String url = "http://%s:%d/operator/tenants".formatted(node.getHostString(), node.getPort());
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
  }
}
