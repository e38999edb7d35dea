package dev.troupe.app.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import dev.troupe.app.StartFailure;
import dev.troupe.cluster.internal.ShardHash;
import dev.troupe.k8s.DiscoveryMethod;
import dev.troupe.k8s.Revision;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A node's configuration. The stronger first: system properties, what follows from the database's
 * and the node's own settings, the application's {@code application.conf}, {@code
 * troupe-node.conf}, the libraries' {@code reference.conf}.
 */
public final class NodeConfig {
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

  private NodeConfig() {}

  /**
   * The configuration of this node.
   *
   * @param entityTypes the names of the types that are hosted, which readiness waits for
   * @throws StartFailure if a setting can't be used, or is none that there is
   */
  public static Config of(DatabaseSettings database, List<String> entityTypes) {
    Config given =
        ConfigFactory.defaultOverrides()
            .withFallback(database.toConfig())
            .withFallback(ConfigFactory.defaultApplication());
    return resolved(
        ConfigFactory.defaultOverrides(),
        given,
        ConfigResolveOptions.defaults(),
        whole -> {
          KnownOnly.require(whole);
          RequiredSettings.check(whole);
          Map<String, Object> settings = derived(whole, entityTypes);
          settings.put(ShardHash.FINGERPRINT, fingerprint(whole));
          Revision.ifAsked(whole, System.getenv())
              .ifPresent(revision -> settings.put("troupe.node.app-version", revision));
          return settings;
        });
  }

  /**
   * The configuration of a node with this environment, for who examines it: nothing that is unsafe
   * is refused.
   *
   * @param variables its environment
   * @param properties its system properties, and what is stronger than its own file
   * @param application its own file
   * @throws StartFailure if the settings can't be read
   */
  public static Config examined(
      Map<String, String> variables, Config properties, Config application) {
    return resolved(
        properties,
        properties.withFallback(application).withFallback(named(variables)),
        ConfigResolveOptions.noSystem(),
        whole -> derived(whole, List.of()));
  }

  /**
   * The same without what follows from the settings, so that it is there whatever they are.
   *
   * @throws StartFailure if the settings can't be read
   */
  static Config given(Map<String, String> variables, Config properties, Config application) {
    return resolved(
        properties,
        properties.withFallback(application).withFallback(named(variables)),
        ConfigResolveOptions.noSystem(),
        whole -> Map.of());
  }

  /** The variables as settings beside all others, each with its origin. */
  private static Config named(Map<String, String> variables) {
    Map<String, Object> named = new HashMap<>();
    variables.forEach((name, value) -> {
      if (VARIABLE.matcher(name).matches()) {
        named.put(name, ConfigValueFactory.fromAnyRef(value, "variable " + name));
      }
    });
    return ConfigFactory.parseMap(named);
  }

  private static String fingerprint(Config whole) {
    try {
      return ShardHash.fingerprint(whole);
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static Config resolved(
      Config strongest,
      Config given,
      ConfigResolveOptions options,
      Function<Config, Map<String, Object>> follows) {
    try {
      Config all =
          given
              .withFallback(ConfigFactory.parseResources("troupe-node.conf"))
              .withFallback(ConfigFactory.defaultReferenceUnresolved());
      Config whole = all.resolve(options);
      return strongest
          .withFallback(ConfigFactory.parseMap(follows.apply(whole), "the node's settings"))
          .withFallback(all)
          .resolve(options);
    } catch (ConfigException e) {
      throw new StartFailure("configuration: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> derived(Config whole, List<String> entityTypes) {
    Config node = whole.getConfig("troupe.node");
    Map<String, Object> settings = new HashMap<>();
    settings.put("pekko.cluster.sharding.healthcheck.names", entityTypes);
    DiscoveryMethod discovery = discovery(whole);
    settings.putAll(discovery.settings());
    if (discovery.isOfConfiguration()) {
      settings.putAll(contacts(node.getString("contact-points"), node.getString("service-name")));
    }
    String roles = node.getString("roles");
    if (!roles.isBlank()) {
      settings.put(
          "pekko.cluster.roles",
          Stream.of(roles.split(",", -1))
              .map(String::strip)
              .filter(role -> !role.isEmpty())
              .toList());
    }
    String tls = node.getString("tls-directory");
    if (!tls.isBlank()) {
      settings.putAll(tls(Path.of(tls), node.getDuration("tls-reload")));
    }
    return settings;
  }

  private static DiscoveryMethod discovery(Config whole) {
    try {
      return DiscoveryMethod.of(whole);
    } catch (IllegalArgumentException e) {
      throw new StartFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, Object> contacts(String contactPoints, String service) {
    List<Map<String, Object>> endpoints = new ArrayList<>();
    for (String point : contactPoints.split(",", -1)) {
      int colon = point.lastIndexOf(':');
      try {
        endpoints.add(
            Map.of(
                "host",
                point.substring(0, colon).strip(),
                "port",
                Integer.parseInt(point.substring(colon + 1).strip())));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new StartFailure(
            "troupe.node.contact-points must read host:port,host:port, was '%s'"
                .formatted(contactPoints),
            e);
      }
    }
    String bootstrap = "pekko.management.cluster.bootstrap.";
    return Map.of(
        ConfigUtil.joinPath("pekko", "discovery", "config", "services", service, "endpoints"),
        endpoints,
        bootstrap + "contact-point-discovery.required-contact-point-nr",
        endpoints.size(),
        // A list in the configuration is whole from the start; there is nothing to wait for.
        bootstrap + "contact-point-discovery.stable-margin",
        "500ms",
        bootstrap + "contact-point-discovery.interval",
        "500ms",
        bootstrap + "contact-point.probe-interval",
        "500ms");
  }

  private static Map<String, Object> tls(Path directory, Duration reload) {
    String ssl = "pekko.remote.artery.ssl.";
    return Map.of(
        "pekko.remote.artery.transport",
        "tls-tcp",
        ssl + "ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
        ssl + "rotating-keys-engine.secret-mount-point",
        directory.toAbsolutePath().toString(),
        ssl + "rotating-keys-engine.ssl-context-cache-ttl",
        reload);
  }
}
