package dev.troupe.http;

import java.util.List;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * A route written by hand that says who may use it; made by {@link TenantRoutes}, and by nothing
 * else, so that a route without a permission does not compile. Immutable.
 */
public final class GuardedRoute {
  private final Function<Authentication, Route> route;

  GuardedRoute(Function<Authentication, Route> route) {
    this.route = route;
  }

  /** The first of these that serves the request. */
  public static GuardedRoute concat(GuardedRoute first, GuardedRoute... more) {
    return new GuardedRoute(authentication ->
        Directives.concat(
            first.under(authentication),
            List.of(more).stream().map(each -> each.under(authentication)).toArray(Route[]::new)));
  }

  /** Pekko's route, for those whom this finds to be who may use it. */
  public Route under(Authentication authentication) {
    return route.apply(authentication);
  }
}
