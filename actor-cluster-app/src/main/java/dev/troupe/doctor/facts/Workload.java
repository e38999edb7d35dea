package dev.troupe.doctor.facts;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What makes the pods of the nodes.
 *
 * @param manifest the Deployment or StatefulSet
 * @param container the one in which the node runs
 * @param variables the environment of the node, as far as it is in the manifests and no secret
 * @param replicas how many there are to be at first
 */
public record Workload(
    Manifest manifest, JsonNode container, Map<String, String> variables, int replicas) {
  private static final String SURGE_UNLESS_SAID = "25%";
  private static final int SECONDS_UNLESS_SAID = 30;

  /** The pods' labels. */
  public JsonNode labels() {
    return manifest.at("/spec/template/metadata/labels");
  }

  /** What the pods are. */
  public JsonNode pod() {
    return manifest.at("/spec/template/spec");
  }

  /** How many more there may be while so many are replaced; a share is rounded up. */
  public int surge(int pods) {
    if (manifest.kind().equals("StatefulSet")
        || manifest.at("/spec/strategy/type").asText().equals("Recreate")) {
      return 0;
    }
    JsonNode surge = manifest.at("/spec/strategy/rollingUpdate/maxSurge");
    return surge.isNumber()
        ? surge.asInt()
        : (int) Math.ceil(pods * percent(surge.asText(SURGE_UNLESS_SAID)) / 100.0);
  }

  private static int percent(String share) {
    return share.matches("\\d{1,6}%")
        ? Integer.parseInt(share.substring(0, share.length() - 1))
        : 0;
  }

  /** How long a pod sleeps before it is told to end, which its grace period includes. */
  public Duration preStop() {
    return Duration.ofSeconds(container.at("/lifecycle/preStop/sleep/seconds").asLong());
  }

  /** How long a pod may take to end. */
  public Duration grace() {
    return Duration.ofSeconds(
        pod().path("terminationGracePeriodSeconds").asLong(SECONDS_UNLESS_SAID));
  }

  /** Ports of the container, by name. */
  public Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    Manifest.each(container.path("ports"))
        .forEach(each -> ports.put(each.path("name").asText(), each.path("containerPort").asInt()));
    return ports;
  }

  /** The number of a port that is given by number or by name; 0 if there is none by this name. */
  public int port(JsonNode port) {
    return port.isNumber() ? port.asInt() : ports().getOrDefault(port.asText(), 0);
  }

  /** How long a node is not ready before Kubernetes has noticed. */
  public Optional<Duration> unreadyAfter() {
    JsonNode probe = container.path("readinessProbe");
    return probe.isObject()
        ? Optional.of(
            Duration.ofSeconds(
                probe.path("periodSeconds").asLong(10) * probe.path("failureThreshold").asLong(3)))
        : Optional.empty();
  }
}
