package dev.troupe.http;

import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.troupe.http.internal.Answers;
import dev.troupe.http.internal.Requests;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Two directives for routes written by hand, beside Pekko's: the tenant in the path, and a reply as
 * a response.
 */
public final class TenantRoutes {
  private TenantRoutes() {}

  /**
   * {@code /tenants/{tenant}/...}, or the problem {@link ProblemCode#INVALID_TENANT}, which {@link
   * Problems#sealed} answers.
   *
   * @param inner the routes under it, which match what is left of the path
   */
  public static Route tenant(Function<TenantId, Route> inner) {
    return pathPrefix(
        segment("tenants").slash(segment()), name -> inner.apply(Requests.tenant(name)));
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
}
