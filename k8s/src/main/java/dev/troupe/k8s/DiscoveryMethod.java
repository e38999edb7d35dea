package dev.troupe.k8s;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.util.Map;
import java.util.TreeMap;

/**
 * How nodes find each other.
 *
 * @param name what Pekko calls it: {@code pekko.discovery.<name>.class} is what does it
 */
public record DiscoveryMethod(String name) {
  private static final DiscoveryMethod CONFIG = new DiscoveryMethod("config");
  private static final DiscoveryMethod KUBERNETES = new DiscoveryMethod("kubernetes-api");

  /** Names of ours for methods that Pekko names otherwise. */
  private static final Map<String, String> ALIASES =
      Map.of("dns", "pekko-dns", "consul", "pekko-consul");

  /** What must be on the class path for those methods of Pekko that we do not bring. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "pekko-consul", "pekko-discovery-consul",
          "aws-api-ec2-tag-based", "pekko-discovery-aws-api",
          "aws-api-ecs", "pekko-discovery-aws-api",
          "aws-api-ecs-async", "pekko-discovery-aws-api-async",
          "marathon-api", "pekko-discovery-marathon-api");

  /**
   * The method that {@code troupe.node} wants.
   *
   * @param config the whole configuration of the node
   * @throws IllegalArgumentException if there is none of this name
   */
  public static DiscoveryMethod of(Config config) {
    String wanted = config.getString("troupe.node.discovery").strip();
    boolean hasPoints = !config.getString("troupe.node.contact-points").isBlank();
    if (wanted.isEmpty()) {
      return hasPoints ? CONFIG : KUBERNETES;
    }
    String name = ALIASES.getOrDefault(wanted, wanted);
    String path = ConfigUtil.joinPath("pekko", "discovery", name, "class");
    if (!config.hasPath(path) || name.equals(ExplainedDiscovery.METHOD)) {
      throw new IllegalArgumentException(unknown(wanted, name));
    }
    if (name.equals(CONFIG.name()) && !hasPoints) {
      throw new IllegalArgumentException(
          "troupe.node.discovery is 'config', and troupe.node.contact-points is empty; set it (TROUPE_CONTACT_POINTS) to host:port,host:port");
    }
    return new DiscoveryMethod(name);
  }

  private static String unknown(String wanted, String name) {
    String artifact = ARTIFACTS.get(name);
    return "troupe.node.discovery must be 'config', 'dns', 'kubernetes-api' or a name under which pekko.discovery has a class, was '%s'; %s"
        .formatted(
            wanted,
            artifact == null
                ? "set it (TROUPE_DISCOVERY) to one of them"
                : "put org.apache.pekko:%s_2.13 on the class path".formatted(artifact));
  }

  /** Whether all nodes are known from the start. */
  public boolean isOfConfiguration() {
    return equals(CONFIG);
  }

  /** What Pekko is told. */
  public Map<String, Object> settings() {
    return new TreeMap<>(Map.of("pekko.discovery." + ExplainedDiscovery.METHOD + ".method", name));
  }
}
