package dev.troupe.docs.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.discovery.Lookup;
import org.apache.pekko.discovery.ServiceDiscovery;
import org.apache.pekko.management.PekkoManagementSettings;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.jdk.javaapi.OptionConverters;

// @start region="discovery"
/** Nodes that find each other by files in a folder that all of them see, one per node. */
public final class FolderDiscovery extends ServiceDiscovery {
  private final Path folder;

  /** Called by Pekko, once per node, when the node begins to look for others. */
  public FolderDiscovery(ExtendedActorSystem system) throws IOException {
    var config = system.settings().config();
    folder = Path.of(config.getString("pekko.discovery.folder.path"));
    var management = new PekkoManagementSettings(config);
    register(management.getHttpHostname() + ":" + management.getHttpPort(), system);
  }

  private void register(String place, ExtendedActorSystem system) throws IOException {
    Path file = Files.writeString(folder.resolve(place), place);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "deregister",
            () -> {
              file.toFile().delete();
              return CompletableFuture.completedFuture(Done.done());
            });
  }

  @Override
  public Future<Resolved> lookup(Lookup query, FiniteDuration patience) {
    return FutureConverters.asScala(
        CompletableFuture.supplyAsync(() -> new Resolved(query.serviceName(), nodes())));
  }

  private scala.collection.immutable.Seq<ResolvedTarget> nodes() {
    try (Stream<Path> files = Files.list(folder)) {
      return CollectionConverters.asScala(
              files.map(file -> target(file.getFileName().toString())).toList())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the folder can't be read", e);
    }
  }

  private static ResolvedTarget target(String place) {
    int colon = place.lastIndexOf(':');
    return new ResolvedTarget(
        place.substring(0, colon),
        OptionConverters.toScala(Optional.of(Integer.parseInt(place.substring(colon + 1)))),
        OptionConverters.toScala(Optional.empty()));
  }
}
// @end
