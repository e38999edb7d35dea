package dev.troupe.app.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.doctor.facts.ManifestFacts;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.gather.FileLook;
import dev.troupe.doctor.gather.PodSettings;
import dev.troupe.persistence.postgres.DatabaseSettings;
import java.util.Map;
import java.util.Optional;

/** The settings that a node would have, for who examines them; none is refused. */
public final class ExaminedSettings {
  private ExaminedSettings() {}

  /** A node that this process would be in this environment, with its files. */
  public static NodeFacts of(Map<String, String> environment) {
    return FileLook.at(
        NodeConfig.examined(
            environment,
            ConfigFactory.defaultOverrides().withFallback(database(environment)),
            ConfigFactory.defaultApplication()));
  }

  /** A node of these manifests, whose files are not here; none if they have no nodes. */
  public static Optional<NodeFacts> ofPods(ManifestFacts manifests) {
    return manifests
        .nodes()
        .map(nodes -> {
          PodSettings settings = PodSettings.of(manifests, nodes);
          Config properties = settings.properties().withFallback(database(nodes.variables()));
          return new NodeFacts(
              NodeConfig.examined(nodes.variables(), properties, settings.application()), Map.of());
        });
  }

  /**
   * What the journal's settings are resolved with. Where the database is matters to none of them.
   */
  static Config database(Map<String, String> variables) {
    return ConfigFactory.parseMap(
        Map.of(
            "troupe.database.url",
            "",
            "troupe.database.user",
            "",
            "troupe.database.password",
            "",
            "troupe.database.schema",
            DatabaseSettings.DEFAULT_SCHEMA,
            "troupe.database.pool-size",
            variables.getOrDefault(
                "TROUPE_DATABASE_POOL_SIZE", String.valueOf(DatabaseSettings.DEFAULT_POOL_SIZE))));
  }
}
