package dev.troupe.rollout;

import dev.troupe.cluster.testkit.TestNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What nodes say at their management ports. */
final class Management {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  private Management() {}

  /**
   * An answer.
   *
   * @param status of HTTP; 0 if there was none
   * @param body as text
   */
  record Said(int status, String body) {}

  static Said ready(TestNode node) {
    return get(node, "ready");
  }

  static Said alive(TestNode node) {
    return get(node, "alive");
  }

  /** The members of the cluster as this node knows them, as JSON. */
  static String members(TestNode node) {
    return get(node, "cluster/members/").body();
  }

  private static Said get(TestNode node, String path) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(node.managementUrl().resolve(path)).timeout(PATIENCE).build(),
              BodyHandlers.ofString());
      return new Said(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Said(0, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Said(0, e.toString());
    }
  }
}
