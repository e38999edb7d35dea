package dev.troupe.app.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.troupe.app.StartFailure;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node's configuration. The stronger first: system properties, what follows from the database's
 * and the node's own settings, the application's {@code application.conf}, {@code
 * troupe-node.conf}, the libraries' {@code reference.conf}.
 */
public final class NodeConfig {
  private static final List<String> TLS_FILES = List.of("ca.crt", "tls.crt", "tls.key");

  private NodeConfig() {}

  /**
   * The configuration of this node.
   *
   * @param entityTypes the names of the types that are hosted, which readiness waits for
   * @throws StartFailure if a setting can't be used
   */
  public static Config of(DatabaseSettings database, List<String> entityTypes) {
    try {
      Config given =
          ConfigFactory.defaultOverrides()
              .withFallback(database.toConfig())
              .withFallback(ConfigFactory.defaultApplication())
              .withFallback(ConfigFactory.parseResources("troupe-node.conf"))
              .withFallback(ConfigFactory.defaultReferenceUnresolved());
      Config node = given.resolve().getConfig("troupe.node");
      return ConfigFactory.defaultOverrides()
          .withFallback(ConfigFactory.parseMap(derived(node, entityTypes), "the node's settings"))
          .withFallback(given)
          .resolve();
    } catch (ConfigException e) {
      throw new StartFailure("configuration: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> derived(Config node, List<String> entityTypes) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("pekko.cluster.sharding.healthcheck.names", entityTypes);
    String contactPoints = node.getString("contact-points");
    if (!contactPoints.isBlank()) {
      settings.putAll(discovery(contactPoints));
    }
    String tls = node.getString("tls-directory");
    if (tls.isBlank()) {
      requireLoopback(node.getString("bind-host"));
    } else {
      settings.putAll(tls(Path.of(tls)));
    }
    return settings;
  }

  private static Map<String, Object> discovery(String contactPoints) {
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
        "pekko.discovery.config.services.troupe.endpoints",
        endpoints,
        bootstrap + "contact-point-discovery.discovery-method",
        "config",
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

  private static Map<String, Object> tls(Path directory) {
    for (String file : TLS_FILES) {
      if (!Files.isReadable(directory.resolve(file))) {
        throw new StartFailure(
            "troupe.node.tls-directory '%s' has no readable %s; it must hold %s"
                .formatted(directory, file, String.join(", ", TLS_FILES)));
      }
    }
    String ssl = "pekko.remote.artery.ssl.";
    return Map.of(
        "pekko.remote.artery.transport",
        "tls-tcp",
        ssl + "ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
        ssl + "rotating-keys-engine.secret-mount-point",
        directory.toAbsolutePath().toString());
  }

  /** One bad frame from anybody who can connect would stop a node that does not ask who it is. */
  private static void requireLoopback(String host) {
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw new StartFailure(
            "remoting without mutual TLS listens on loopback only, and troupe.node.bind-host is '%s'; set troupe.node.tls-directory (TROUPE_TLS_DIRECTORY)"
                .formatted(host));
      }
    } catch (UnknownHostException e) {
      throw new StartFailure("troupe.node.bind-host '%s' is no address".formatted(host), e);
    }
  }
}
