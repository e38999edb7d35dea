package dev.troupe.rollout;

import dev.troupe.cluster.testkit.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a Service does: takes each request to the next of those nodes that said at the last look, a
 * second ago at most, that they are ready. Thread-safe.
 */
final class ReadyNodes implements AutoCloseable {
  private final List<TestNode> nodes;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();
  private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> looking;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile List<URI> ready = List.of();

  ReadyNodes(List<TestNode> nodes) {
    this.nodes = nodes;
    look();
    looking = looks.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  /** At all of them at once: one that does not answer must not hold up the news of another. */
  private void look() {
    List<CompletableFuture<Boolean>> answers = nodes.stream().map(this::isReady).toList();
    List<URI> now = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (answers.get(i).join()) {
        now.add(nodes.get(i).url());
      }
    }
    ready = List.copyOf(now);
  }

  private CompletableFuture<Boolean> isReady(TestNode node) {
    var request =
        HttpRequest.newBuilder(node.managementUrl().resolve("ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    return http.sendAsync(request, BodyHandlers.discarding())
        .handle((answer, failure) -> failure == null && answer.statusCode() == 200);
  }

  /** How many there are. */
  int count() {
    return ready.size();
  }

  /** Where the next request goes; the last known place if none is ready, which will refuse it. */
  URI next() {
    List<URI> all = ready;
    return all.isEmpty()
        ? nodes.getFirst().url()
        : all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
  }

  @Override
  public void close() {
    looking.cancel(true);
    looks.shutdownNow();
    http.close();
  }
}
