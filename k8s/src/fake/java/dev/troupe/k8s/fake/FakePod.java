package dev.troupe.k8s.fake;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A pod that runs.
 *
 * @param name of it
 * @param ip where it is
 * @param ports of its container, by name
 * @param labels that selectors look at
 * @param isEnding whether it was told to end
 */
public record FakePod(
    String name,
    String ip,
    Map<String, Integer> ports,
    Map<String, String> labels,
    boolean isEnding) {

  /** One with the label app of this value, whose management port is called so. */
  public static FakePod of(String name, String app, String ip, int managementPort) {
    return new FakePod(name, ip, Map.of("management", managementPort), Map.of("app", app), false);
  }

  /** The same once it was told to end. */
  public FakePod ending() {
    return new FakePod(name, ip, ports, labels, true);
  }

  /** Whether a selector such as {@code app=troupe,tier=web} means it. */
  boolean isMeantBy(String selector) {
    for (String each : selector.split(",", -1)) {
      String[] parts = each.split("=", 2);
      if (parts.length != 2 || !parts[1].equals(labels.get(parts[0]))) {
        return false;
      }
    }
    return true;
  }

  String json(String annotations) {
    String portList =
        ports.entrySet().stream()
            .map(each ->
                """
                {"name":"%s","containerPort":%d,"protocol":"TCP"}\
                """
                    .formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(","));
    return """
    {"metadata":{"name":"%s","annotations":{%s}%s,
      "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"troupe-7d4b"}]},
     "spec":{"containers":[{"name":"node","ports":[%s]}]},
     "status":{"phase":"Running","podIP":"%s",
       "containerStatuses":[{"name":"node","state":{"running":{}}}]}}\
    """
        .formatted(
            name,
            annotations,
            isEnding ? ",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"" : "",
            portList,
            ip);
  }
}
