package dev.troupe.http;

import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.extractActorSystem;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.method;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.withSizeLimit;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.cluster.Tenants;
import dev.troupe.http.internal.Answers;
import dev.troupe.http.internal.Requests;
import dev.troupe.http.internal.Traced;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.tenants.Limit;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatcher0;
import org.apache.pekko.http.javadsl.server.PathMatcher1;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Routes written by hand, beside those from contracts: each with a path and a permission, and a
 * reply as a response.
 *
 * <p>Who may not use one gets the problem {@link ProblemCode#UNAUTHENTICATED} or {@link
 * ProblemCode#FORBIDDEN}, whether or not there is such a tenant.
 */
public final class TenantRoutes {
  private TenantRoutes() {}

  /**
   * {@code /tenants/{tenant}/} and this path, for those of the tenant, and of tenants that it let
   * in, who have the permission. Those of other tenants never pass one for {@code tenant:…}.
   *
   * @param permission such as {@code account-balances:get}, a scope of the token
   * @param inner the methods of the path
   * @throws IllegalArgumentException if the permission does not name one command of one type
   */
  public static GuardedRoute tenant(
      PathMatcher0 rest, String permission, Function<Asked, Route> inner) {
    Scope scope = Scope.of(permission);
    return new GuardedRoute(authentication ->
        path(
            segment("tenants").slash(segment()).slash(rest),
            tenant -> asked(authentication, tenant, scope, inner)));
  }

  /** The same for this method alone. Several methods of a path may need several permissions. */
  public static GuardedRoute tenant(
      HttpMethod method, PathMatcher0 rest, String permission, Function<Asked, Route> inner) {
    Scope scope = Scope.of(permission);
    return new GuardedRoute(authentication ->
        path(
            segment("tenants").slash(segment()).slash(rest),
            tenant -> method(method, () -> asked(authentication, tenant, scope, inner))));
  }

  /** The same, with a part of the path that is the routes' to read, such as an id. */
  public static <T> GuardedRoute tenant(
      PathMatcher1<T> rest, String permission, BiFunction<Asked, T, Route> inner) {
    Scope scope = Scope.of(permission);
    return new GuardedRoute(authentication ->
        path(
            segment("tenants").slash(segment()).slash(rest),
            (tenant, value) ->
                asked(authentication, tenant, scope, asked -> inner.apply(asked, value))));
  }

  private static Route asked(
      Authentication authentication, String tenant, Scope scope, Function<Asked, Route> inner) {
    return authentication.caller(caller -> {
      Asked asked = new Asked(Requests.tenant(tenant), caller.principal());
      return caller
          .routeRefusal(asked.tenant(), scope.type(), scope.command())
          .<Route>map(Directives::reject)
          .orElseGet(() -> within(asked, inner));
    });
  }

  /**
   * A tenant that is not served is not read from either, whatever the route reads; and what reads
   * the body reads no more than the tenant may send.
   */
  private static Route within(Asked asked, Function<Asked, Route> inner) {
    return extractActorSystem(system -> {
      Tenants tenants = Tenants.on(Adapter.toTyped(system));
      tenants.require(asked.tenant());
      return withSizeLimit(
          tenants.limit(asked.tenant(), Limit.REQUEST_BYTES),
          () ->
              extractRequest(
                  request -> Traced.call(request, asked.tenant(), () -> inner.apply(asked))));
    });
  }

  /**
   * This path, for operators who have {@code operator:verb}.
   *
   * @param inner the methods of the path, for who asks if that is known
   * @throws IllegalArgumentException if the verb is not one word in kebab-case
   */
  public static GuardedRoute operator(
      PathMatcher0 whole, String verb, Function<Optional<Principal>, Route> inner) {
    Scope scope = Scope.of(Permissions.OPERATOR + ":" + verb);
    return new GuardedRoute(
        authentication -> path(whole, () -> operator(authentication, "", scope, inner)));
  }

  /** The same, with a part of the path that is the routes' to read, such as a tenant. */
  public static <T> GuardedRoute operator(
      PathMatcher1<T> whole, String verb, BiFunction<Optional<Principal>, T, Route> inner) {
    Scope scope = Scope.of(Permissions.OPERATOR + ":" + verb);
    return new GuardedRoute(authentication ->
        path(
            whole,
            value ->
                operator(authentication, "", scope, principal -> inner.apply(principal, value))));
  }

  /**
   * This method at this path, in which a segment names a tenant, for operators who have {@code
   * operator:verb}. Several methods of a path may need several verbs.
   */
  public static GuardedRoute operator(
      HttpMethod method,
      PathMatcher1<String> whole,
      String verb,
      BiFunction<Optional<Principal>, TenantId, Route> inner) {
    Scope scope = Scope.of(Permissions.OPERATOR + ":" + verb);
    return new GuardedRoute(authentication ->
        path(
            whole,
            name ->
                method(
                    method,
                    () ->
                        operator(
                            authentication,
                            name,
                            scope,
                            principal -> inner.apply(principal, Requests.tenant(name))))));
  }

  /** This method at this path, for operators who have {@code operator:verb}. */
  public static GuardedRoute operator(
      HttpMethod method,
      PathMatcher0 whole,
      String verb,
      Function<Optional<Principal>, Route> inner) {
    Scope scope = Scope.of(Permissions.OPERATOR + ":" + verb);
    return new GuardedRoute(authentication ->
        path(whole, () -> method(method, () -> operator(authentication, "", scope, inner))));
  }

  private static Route operator(
      Authentication authentication,
      String tenant,
      Scope scope,
      Function<Optional<Principal>, Route> inner) {
    return authentication.caller(caller ->
        caller
            .operatorRefusal(tenant, scope.command())
            .<Route>map(Directives::reject)
            .orElseGet(() -> inner.apply(caller.principal())));
  }

  /** This path for anyone, without a token; of no tenant's data, that is. */
  public static GuardedRoute open(PathMatcher0 whole, Supplier<Route> inner) {
    return new GuardedRoute(authentication -> path(whole, inner));
  }

  /**
   * 200 with the value as JSON, 204 if it is {@link dev.troupe.model.Done}, 409 with the
   * rejection's code, or the problem of the {@link dev.troupe.model.Failure}.
   *
   * <p>A value whose type is a sealed interface is written without the name of its record, which
   * can't be known here.
   */
  public static <R> Route answer(CompletionStage<Reply<R>> reply) {
    return completeWithFuture(Answers.plain().responses(reply));
  }

  /** A permission in its two parts. */
  private record Scope(String type, String command) {
    static Scope of(String permission) {
      if (!Permissions.isNamed(permission)) {
        throw new IllegalArgumentException(
            "route: a permission must name a type and a command, such as 'account-balances:get', was '%s'"
                .formatted(permission));
      }
      int colon = permission.indexOf(':');
      return new Scope(permission.substring(0, colon), permission.substring(colon + 1));
    }
  }
}
