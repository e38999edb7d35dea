package dev.troupe.rollout;

import dev.troupe.cluster.testkit.TestNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What nodes say at their management ports, and a little of what they say beside it. */
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

  /** What the application's port of the node answers at this path. */
  static Said application(TestNode node, String path) {
    return get(node.url().resolve("/" + path));
  }

  private static Said get(TestNode node, String path) {
    return get(node.managementUrl().resolve(path));
  }

  private static Said get(URI place) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(place).timeout(PATIENCE).build(), BodyHandlers.ofString());
      return new Said(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Said(0, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Said(0, e.toString());
    }
  }
}
