package dev.troupe.doctor.gather;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.doctor.facts.ClusterFacts.RunningNode;
import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.persistence.postgres.facts.ClockReading;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Asks a running node, at its management port, how it is set. */
public final class NodeLook {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private NodeLook() {}

  /**
   * What it says, or why it did not. Blocks for up to 5 s.
   *
   * @param management as {@code http://host:7626}
   * @param clock this machine's, which the node's is held against
   * @throws IllegalArgumentException if that is no such address
   */
  public static Looked<RunningNode> at(URI management, InstantSource clock) {
    if (management.getHost() == null || !("" + management.getScheme()).matches("https?")) {
      throw new IllegalArgumentException(
          "--node must read 'http://host:port', was '%s'".formatted(management));
    }
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build()) {
      URI settings = management.resolve("/" + SettingsRoute.PATH);
      long before = clock.millis();
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(settings).timeout(PATIENCE).GET().build(),
              HttpResponse.BodyHandlers.ofString());
      long after = clock.millis();
      JsonNode said = JSON.readTree(answer.body());
      if (answer.statusCode() != 200 || !said.path("shards").isInt()) {
        return Looked.failed(
            "'%s' answered '%d', expected the settings of a node"
                .formatted(NodeFacts.withoutLogin(settings.toString()), answer.statusCode()));
      }
      return Looked.at(
          new RunningNode(
              said.path("shards").asInt(),
              Optional.of(said.path("shardHash").asText()).filter(hash -> !hash.isEmpty()),
              ClockReading.ahead(said.path("time").asLong(), before, after)));
    } catch (IOException e) {
      return Looked.failed(
          "'%s' does not answer as a node does: %s"
              .formatted(NodeFacts.withoutLogin(management.toString()), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Looked.failed("interrupted while the node was asked");
    }
  }
}
