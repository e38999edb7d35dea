package dev.troupe.doctor.gather;

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

  private final int shards;

  /** Management makes one, of the system that it belongs to. */
  public SettingsRoute(ExtendedActorSystem system) {
    this.shards = system.settings().config().getInt("pekko.cluster.sharding.number-of-shards");
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
                        "{\"shards\":%d,\"time\":%d}"
                            .formatted(shards, System.currentTimeMillis())))));
  }
}
