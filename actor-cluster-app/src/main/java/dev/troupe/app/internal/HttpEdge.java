package dev.troupe.app.internal;

import com.typesafe.config.Config;
import dev.troupe.app.Declarations;
import dev.troupe.app.Node;
import dev.troupe.cluster.Audit;
import dev.troupe.cluster.Tenants;
import dev.troupe.http.Authentication;
import dev.troupe.http.ContractRoutes;
import dev.troupe.http.HttpSettings;
import dev.troupe.http.Problems;
import dev.troupe.http.operator.OperatorRoutes;
import dev.troupe.k8s.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/** The HTTP port of a node: routes from contracts, then those that features wrote by hand. */
final class HttpEdge {
  private HttpEdge() {}

  static CompletionStage<ServerBinding> bind(Node node, Declarations declarations) {
    initializeUri();
    Config config = node.system().settings().config();
    List<Route> routes = new ArrayList<>();
    Authentication authentication =
        NodeAuthentication.of(
                config, Tenants.on(node.system())::between, keys -> closeWith(node, keys))
            .auditedBy(Audit.on(node.system())::counted);
    routes.add(
        ContractRoutes.of(
            node.entities(),
            declarations.served(),
            declarations.servedTopics(),
            HttpSettings.of(config),
            authentication));
    routes.add(OperatorRoutes.of(node.system(), HttpSettings.of(config)).under(authentication));
    declarations.routes().forEach(route -> routes.add(route.apply(node).under(authentication)));
    Route all =
        Directives.concat(
            routes.getFirst(), routes.subList(1, routes.size()).toArray(Route[]::new));
    return Http.get(node.system())
        .newServerAt(config.getString("troupe.http.host"), config.getInt("troupe.http.port"))
        .withSettings(HttpSettings.server(node.system()))
        .bind(movingOnFrom(node, Problems.sealed(all)))
        .thenApply(
            binding -> binding.addToCoordinatedShutdown(Duration.ofSeconds(10), node.system()));
  }

  /**
   * A node that drains ends each connection with the next answer. A client that keeps its
   * connections would otherwise send over one to the last, and find it closed with a request under
   * way; and who forwards to nodes that are ready does not close those to one that was.
   */
  private static Route movingOnFrom(Node node, Route route) {
    Readiness readiness = Readiness.on(node.system());
    return Directives.mapResponse(
        response ->
            readiness.isDraining() ? response.addHeader(Connection.create("close")) : response,
        () -> route);
  }

  /**
   * Pekko's class Uri needs its subclass to be initialized, and the subclass needs Uri. Two threads
   * that come from either side at the same time wait for each other for ever: the one that starts
   * the management, say, and the one with the first request. So both are there before either.
   */
  private static void initializeUri() {
    if (Uri.create("/").path().isEmpty()) {
      throw new IllegalStateException("the path of '/' is not empty");
    }
  }

  private static void closeWith(Node node, AutoCloseable keys) {
    node.system()
        .getWhenTerminated()
        .thenRun(() -> {
          try {
            keys.close();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }
}
