package dev.troupe.sample.bank;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * A client of the bank as one should be: it repeats a command under the same id, at another node,
 * until it knows the answer. Thread-safe.
 */
public final class BankClient {
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration GIVE_UP = Duration.ofMinutes(2);
  private static final Duration BREATH = Duration.ofMillis(50);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final Supplier<List<URI>> nodes;

  /** Asks these nodes. */
  public BankClient(Supplier<List<URI>> nodes) {
    this.nodes = nodes;
  }

  /**
   * What came back.
   *
   * @param status of HTTP
   * @param body as text
   */
  public record Answer(int status, String body) {
    /** Whether the domain, or a refusal for good, has answered. */
    public boolean isKnown() {
      return status < 500 && status != 429;
    }
  }

  /** Sends a command to an account until it is answered by the domain. */
  public Answer send(String tenant, String account, String command, String body, String id) {
    return send("/tenants/%s/account/%s/%s".formatted(tenant, account, command), body, id);
  }

  /** Sends a command to any entity until it is answered by the domain. */
  public Answer send(String path, String body, String id) {
    return untilKnown(() ->
        HttpRequest.newBuilder(anyNode().resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", id)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /** Asks any node until it answers for the domain. */
  public Answer get(String path) {
    return untilKnown(
        () -> HttpRequest.newBuilder(anyNode().resolve(path)).timeout(PATIENCE).build());
  }

  private URI anyNode() {
    List<URI> all = nodes.get();
    return all.get(ThreadLocalRandom.current().nextInt(all.size()));
  }

  /** Asks this node until it answers for the domain. */
  public Answer balance(URI node, String tenant, String account) {
    return untilKnown(() ->
        HttpRequest.newBuilder(
                node.resolve("/tenants/%s/account/%s/balance".formatted(tenant, account)))
            .timeout(PATIENCE)
            .build());
  }

  private Answer untilKnown(Supplier<HttpRequest> next) {
    long deadline = System.nanoTime() + GIVE_UP.toNanos();
    String last = "no answer";
    while (System.nanoTime() - deadline < 0) {
      HttpRequest request = next.get();
      try {
        Answer answer = exchange(request);
        if (answer.isKnown()) {
          return answer;
        }
        last = answer.toString();
      } catch (IOException e) {
        last = e.toString();
      }
      breathe();
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted; the last: " + last);
      }
    }
    throw new AssertionError("no answer within %s; the last: %s".formatted(GIVE_UP, last));
  }

  private Answer exchange(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Between two tries, as a client that is not to be a flood does. */
  private static void breathe() {
    try {
      Thread.sleep(BREATH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
