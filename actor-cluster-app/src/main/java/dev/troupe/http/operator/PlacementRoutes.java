package dev.troupe.http.operator;

import static org.apache.pekko.http.javadsl.model.HttpMethods.GET;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;

import dev.troupe.cluster.ClusterNode;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.ShardTable;
import dev.troupe.cluster.Tenants;
import dev.troupe.http.GuardedRoute;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.ProblemException;
import dev.troupe.http.TenantRoutes;
import dev.troupe.http.internal.Printable;
import dev.troupe.http.internal.Requests;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Which nodes there are: {@code GET /operator/nodes} ({@code operator:nodes}); where entities are:
 * {@code GET /operator/tenants/{tenant}/where?type=…&id=…} ({@code operator:where}); and which node
 * has which shards: {@code GET /operator/shards} ({@code operator:shards}). Nothing is started by
 * being looked for.
 */
final class PlacementRoutes {
  private static final SortedSet<String> PARAMETERS = new TreeSet<>(Set.of("type", "id"));

  private final ActorSystem<?> system;

  private PlacementRoutes(ActorSystem<?> system) {
    this.system = system;
  }

  /** Where the entities of this node's cluster are. */
  static GuardedRoute of(ActorSystem<?> system) {
    PlacementRoutes routes = new PlacementRoutes(system);
    return GuardedRoute.concat(
        TenantRoutes.operator(
            GET,
            OperatorPaths.ONE_TENANT.slash("where"),
            "where",
            (who, tenant) -> routes.where(tenant)),
        TenantRoutes.operator(
            GET, OperatorPaths.ROOT.slash("shards"), "shards", who -> routes.shards()),
        TenantRoutes.operator(
            GET, OperatorPaths.ROOT.slash("nodes"), "nodes", who -> routes.nodes()));
  }

  private Route nodes() {
    return TenantRoutes.answer(
        CompletableFuture.completedStage(
            new Reply.Accepted<>(new Shown.Nodes(ClusterNode.all(system)))));
  }

  private Route shards() {
    CompletionStage<List<ShardTable>> tables = CompletableFuture.completedStage(List.of());
    for (String type : new TreeSet<>(Entities.on(system).types())) {
      tables =
          tables.thenCombine(
              ShardTable.of(system, type),
              (before, table) -> Stream.concat(before.stream(), Stream.of(table)).toList());
    }
    return TenantRoutes.answer(
        tables.thenApply(types -> new Reply.Accepted<>(new Shown.Shards(types))));
  }

  private Route where(TenantId tenant) {
    return extractRequest(request -> {
      Map<String, List<String>> parameters = Requests.parameters(request);
      Requests.requireOnly(parameters, PARAMETERS);
      EntityKey key = Requests.key(tenant.value(), Requests.once(parameters, "id"));
      String type = hosted(Requests.once(parameters, "type"));
      requireThere(tenant);
      return TenantRoutes.answer(
          Entities.on(system)
              .whereIs(type, tenant, key.id())
              .thenApply(where -> new Reply.Accepted<>(Shown.Where.of(where))));
    });
  }

  private String hosted(String type) {
    Set<String> types = Entities.on(system).types();
    if (types.contains(type)) {
      return type;
    }
    throw new ProblemException(
        Problem.of(
            ProblemCode.UNKNOWN_TYPE,
            "no type '%s' is hosted; there are %s"
                .formatted(Printable.of(type, 80), new TreeSet<>(types))));
  }

  /** Of one that is suspended it may be asked; of one that never was there is nothing to find. */
  private void requireThere(TenantId tenant) {
    Tenants tenants = Tenants.on(system);
    if (tenants.find(tenant).isEmpty()) {
      tenants.require(tenant);
    }
  }
}
