package dev.troupe.local;

import dev.troupe.app.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Waits for nodes to be ready, and notices when one never will. */
public final class NodeWatch {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int LAST_WORDS = 12;

  private final List<NodeProcess> nodes;
  private final Duration patience;

  /** Watches these nodes for this long. */
  public NodeWatch(List<NodeProcess> nodes, Duration patience) {
    this.nodes = nodes;
    this.patience = patience;
  }

  /**
   * Returns when all are ready.
   *
   * @throws StartFailure if one ended, with its last words, or is not ready in time, with those of
   *     all
   */
  public void awaitReady() {
    long deadline = System.nanoTime() + patience.toNanos();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
      for (NodeProcess node : nodes) {
        while (!isReady(http, node)) {
          // Any of them: the others wait for one that ended, and would not say why.
          nodes.stream().filter(each -> !each.isAlive()).findFirst().ifPresent(NodeWatch::ended);
          if (System.nanoTime() - deadline > 0) {
            throw new StartFailure(
                "node %d was not ready after %d s; the last words of all:%n%s"
                    .formatted(node.number(), patience.toSeconds(), lastWordsOfAll()));
          }
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("interrupted while the nodes started", e);
    }
  }

  private static void ended(NodeProcess node) {
    throw new StartFailure(
        "node %d ended before it was ready; its last words:%n%s"
            .formatted(node.number(), node.lastWords(LAST_WORDS)));
  }

  private String lastWordsOfAll() {
    return nodes.stream()
        .map(node -> "node %d:%n%s".formatted(node.number(), node.lastWords(LAST_WORDS)))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Whether the node says so itself. */
  private static boolean isReady(HttpClient http, NodeProcess node) throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(node.address().readyUrl()))
              .timeout(Duration.ofSeconds(4))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
