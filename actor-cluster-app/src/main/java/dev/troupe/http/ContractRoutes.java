package dev.troupe.http;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequestContext;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;
import static org.apache.pekko.http.javadsl.server.Directives.reject;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.actor.TopicType;
import dev.troupe.cluster.Entities;
import dev.troupe.http.internal.Bodies;
import dev.troupe.http.internal.CommandReader;
import dev.troupe.http.internal.Endpoints;
import dev.troupe.http.internal.Printable;
import dev.troupe.http.internal.QueryReader;
import dev.troupe.http.internal.Requests;
import dev.troupe.http.internal.Shapes;
import dev.troupe.http.internal.Traced;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.Limit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.RequestContext;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The routes that serve entity types from their contracts.
 *
 * <ul>
 *   <li>{@code POST /tenants/{tenant}/{type}/{id}/{command}} takes the command's record as JSON (no
 *       body counts as <code>{}</code>), and in the header {@code Idempotency-Key} its {@link
 *       CommandId}.
 *   <li>{@code GET /tenants/{tenant}/{type}/{id}/{noun}} is the query {@code GetNoun}, its record's
 *       components the parameters.
 *   <li>{@code GET /tenants/{tenant}/topics/{type}} is what is published; see {@link EventRoutes}.
 *   <li>{@code GET /openapi.json} is the {@link OpenApi} document.
 * </ul>
 *
 * <p>Both are asked for no longer than the header {@code Request-Timeout-Ms} says, if it is there
 * and that is less than {@code troupe.ask-timeout}.
 *
 * <p>Answered with 200 and the value as JSON, with 204 and no body where the answer is {@link
 * dev.troupe.model.Done}, with 409 and the rejection's code, or with a problem of {@link
 * ProblemCode}. A name that no contract has is rejected, so that routes written by hand may come
 * after these; {@link Problems#sealed} goes around all of them.
 */
public final class ContractRoutes {
  private final Entities entities;
  private final HttpSettings settings;
  private final Authentication authentication;
  private final Map<String, Endpoints<?>> types = new TreeMap<>();

  private ContractRoutes(
      Entities entities,
      List<Served<?>> served,
      HttpSettings settings,
      Authentication authentication) {
    this.entities = entities;
    this.settings = settings;
    this.authentication = authentication;
    Shapes shapes = new Shapes();
    served.forEach(each -> types.put(each.type().name(), Endpoints.of(each, shapes)));
  }

  /**
   * The routes of these types, each of which is hosted on this node.
   *
   * @param authentication who may use them; the document is for anyone, since it says what there is
   *     to ask for and nothing of any tenant, and who writes a client needs it before a token
   * @throws IllegalArgumentException if a command of them is no record
   */
  public static Route of(
      Entities entities,
      List<Served<?>> served,
      HttpSettings settings,
      Authentication authentication) {
    return of(entities, served, List.of(), settings, authentication);
  }

  /** The same, and those of these topics, each of which is hosted on this node too. */
  public static Route of(
      Entities entities,
      List<Served<?>> served,
      List<TopicType<?>> topics,
      HttpSettings settings,
      Authentication authentication) {
    Route contracts =
        of(entities, served, OpenApi.of(served, topics, settings).json(), settings, authentication);
    return concat(
        contracts,
        topics.stream()
            .map(topic -> EventRoutes.topic(topic).under(authentication))
            .toArray(Route[]::new));
  }

  private static Route of(
      Entities entities,
      List<Served<?>> served,
      byte[] document,
      HttpSettings settings,
      Authentication authentication) {
    ContractRoutes routes = new ContractRoutes(entities, served, settings, authentication);
    return concat(
        path(
            "openapi.json",
            () ->
                get(() -> complete(HttpEntities.create(ContentTypes.APPLICATION_JSON, document)))),
        pathPrefix(
            segment("tenants").slash(segment()).slash(segment()),
            (tenant, type) ->
                path(
                    segment().slash(segment()),
                    (id, name) ->
                        extractRequestContext(context ->
                            routes.serve(context, new Target(tenant, type, id, name))))));
  }

  /** The path as it was sent, decoded but not yet believed. */
  private record Target(String tenant, String type, String id, String name) {}

  private Route serve(RequestContext context, Target target) {
    Endpoints<?> endpoints = types.get(target.type());
    if (endpoints == null) {
      return reject(
          new Rejections.NoSuchName(
              Problem.of(
                  ProblemCode.UNKNOWN_TYPE,
                  "no entity type '%s' is served; there are %s"
                      .formatted(
                          Printable.of(target.type(), 80), String.join(", ", types.keySet())))));
    }
    return serve(context, target, endpoints);
  }

  private <N> Route serve(RequestContext context, Target target, Endpoints<N> endpoints) {
    var method = context.getRequest().method();
    var command = endpoints.command(target.name()).filter(found -> method.equals(HttpMethods.POST));
    var query = endpoints.query(target.name()).filter(found -> method.equals(HttpMethods.GET));
    if (command.isPresent()) {
      return authentication.caller(
          caller -> completeWithFuture(command(context, target, endpoints, command.get(), caller)));
    }
    if (query.isPresent()) {
      return authentication.caller(
          caller -> completeWithFuture(query(context, target, endpoints, query.get(), caller)));
    }
    return endpoints.serves(target.name())
        ? reject(new Rejections.WrongMethod(endpoints.wrongMethod(method, target.name())))
        : reject(new Rejections.NoSuchName(endpoints.unknown(method, target.name())));
  }

  private <N> CompletionStage<HttpResponse> command(
      RequestContext context,
      Target target,
      Endpoints<N> endpoints,
      CommandReader reader,
      Caller caller) {
    var request = context.getRequest();
    EntityKey key = permitted(target, endpoints, reader.record(), caller);
    AskTerms terms = AskTerms.ofCommand(request);
    Requests.requireNoParameters(request, target.name());
    Requests.requireJson(request);
    return Bodies.read(request, settingsOf(key.tenant()), context.getMaterializer())
        .thenCompose(body ->
            traced(
                request, target, key, () -> ask(endpoints, key, reader.read(body), terms, caller)));
  }

  private <N> CompletionStage<HttpResponse> query(
      RequestContext context,
      Target target,
      Endpoints<N> endpoints,
      QueryReader reader,
      Caller caller) {
    var request = context.getRequest();
    EntityKey key = permitted(target, endpoints, reader.record(), caller);
    AskTerms terms = AskTerms.ofQuery(request);
    EntityCommand<?, ?> query = reader.read(Requests.parameters(request));
    Bodies.drain(request, context.getMaterializer());
    return traced(request, target, key, () -> ask(endpoints, key, query, terms, caller));
  }

  /** The thread that read the body need not be the one that has the request. */
  private static <T> T traced(HttpRequest request, Target target, EntityKey key, Supplier<T> ask) {
    Traced.named(request, "/tenants/{tenant}/%s/{id}/%s".formatted(target.type(), target.name()));
    return Traced.call(request, key.tenant(), ask);
  }

  /** The tenant's limit is asked for at each request, since it may change. */
  private HttpSettings settingsOf(TenantId tenant) {
    return settings.within(entities.tenants().limit(tenant, Limit.REQUEST_BYTES));
  }

  /** Whether who asks may, before anything else is read. */
  private static EntityKey permitted(
      Target target, Endpoints<?> endpoints, Class<?> command, Caller caller) {
    TenantId tenant = Requests.tenant(target.tenant());
    caller
        .refusal(tenant, endpoints.type().name(), endpoints.nameOf(command))
        .ifPresent(refused -> {
          throw new ProblemException(refused.answered());
        });
    return Requests.key(target.tenant(), target.id());
  }

  @SuppressWarnings("unchecked") // The command was read as one of this type's contract.
  private <N> CompletionStage<HttpResponse> ask(
      Endpoints<N> endpoints,
      EntityKey key,
      EntityCommand<?, ?> read,
      AskTerms terms,
      Caller caller) {
    CompletionStage<Reply<Object>> reply =
        caller.ask(entities, endpoints.type(), key, (EntityCommand<N, Object>) read, terms);
    return endpoints.answersTo(read.getClass()).responses(reply);
  }
}
