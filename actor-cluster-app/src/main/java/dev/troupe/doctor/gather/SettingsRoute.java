package dev.troupe.doctor.gather;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/** What a node says of its settings at its management port: what all nodes must have alike. */
public final class SettingsRoute implements ManagementRouteProvider {
  /** Where it is asked. */
  public static final String PATH = "troupe-settings";

  private static final String FINGERPRINT = "troupe.sharding.fingerprint";

  private final int shards;
  private final String shardHash;

  /** Management makes one, of the system that it belongs to. */
  public SettingsRoute(ExtendedActorSystem system) {
    Config config = system.settings().config();
    this.shards = config.getInt("pekko.cluster.sharding.number-of-shards");
    this.shardHash = config.hasPath(FINGERPRINT) ? config.getString(FINGERPRINT) : "unkeyed";
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    return Directives.path(
        PATH,
        () ->
            Directives.get(() ->
                Directives.complete(
                    HttpEntities.create(
                        ContentTypes.APPLICATION_JSON,
                        "{\"shards\":%d,\"shardHash\":\"%s\",\"time\":%d}"
                            .formatted(shards, shardHash, System.currentTimeMillis())))));
  }
}
