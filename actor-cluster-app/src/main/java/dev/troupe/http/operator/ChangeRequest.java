package dev.troupe.http.operator;

import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequestContext;

import dev.troupe.cluster.TenantChange;
import dev.troupe.http.HttpSettings;
import dev.troupe.http.internal.Bodies;
import dev.troupe.http.internal.RecordReader;
import dev.troupe.http.internal.Requests;
import dev.troupe.model.CommandId;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * A request whose body asks for a change of a tenant.
 *
 * @param settings how long a body may be
 * @param verb what is asked for, as problems name it
 * @param reader of the body
 */
record ChangeRequest<T extends Requested>(
    HttpSettings settings, String verb, RecordReader<T> reader) {

  /**
   * The route that reads it, has the change made, and answers once that is in the audit.
   *
   * @param change for this body, under this id if the request has one
   * @param response if it was done
   */
  Route answered(
      BiFunction<T, Optional<CommandId>, TenantChange> change,
      Function<TenantChange, HttpResponse> response) {
    return extractRequestContext(context -> {
      var request = context.getRequest();
      Optional<CommandId> id = Requests.commandId(request);
      Requests.requireNoParameters(request, verb);
      Requests.requireJson(request);
      return completeWithFuture(
          Bodies.read(request, settings, context.getMaterializer())
              .thenCompose(body -> {
                TenantChange asked = change.apply(reader.read(body), id);
                return ChangeAnswers.of(asked, response.apply(asked));
              }));
    });
  }
}
