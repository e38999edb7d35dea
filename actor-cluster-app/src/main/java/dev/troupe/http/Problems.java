package dev.troupe.http;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.extractActorSystem;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequestContext;
import static org.apache.pekko.http.javadsl.server.Directives.handleExceptions;
import static org.apache.pekko.http.javadsl.server.Directives.handleRejections;
import static org.apache.pekko.http.javadsl.server.Directives.mapRejections;
import static org.apache.pekko.http.javadsl.server.Directives.mapRequest;
import static org.apache.pekko.http.javadsl.server.Directives.mapRouteResultFuture;
import static org.apache.pekko.http.javadsl.server.Directives.withRequestTimeoutResponse;

import dev.troupe.http.internal.Bodies;
import dev.troupe.http.internal.ParsingProblems;
import dev.troupe.http.internal.Requests;
import dev.troupe.http.internal.Traced;
import dev.troupe.model.Failure;
import dev.troupe.tracing.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.Complete;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.RequestContext;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.server.RouteResult;
import org.apache.pekko.http.javadsl.server.RouteResults;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalRequestException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever goes wrong within routes into problems. Thread-safe. */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private static final ExceptionHandler EXCEPTIONS =
      ExceptionHandler.newBuilder()
          .matchAny(e ->
              extractRequest(request -> complete(Traced.call(request, () -> of(e).toResponse()))))
          .build();

  private Problems() {}

  /**
   * These routes, their rejections, exceptions, timeouts and plain-text errors answered as
   * problems.
   *
   * <p>A path with a segment {@code ..}, which Pekko would follow, is refused, and so is a header
   * that is not UTF-8, which would swallow the next. Put around all routes of a server, and once.
   * What is refused before a route sees it is made a problem by {@link HttpSettings#server}.
   */
  public static Route sealed(Route routes) {
    return extractActorSystem(system -> {
      Tracing tracing = Tracing.on(Adapter.toTyped(system));
      return mapRequest(request -> Traced.begin(tracing, request), () -> answered(routes));
    });
  }

  private static Route answered(Route routes) {
    return extractRequestContext(context ->
        withRequestTimeoutResponse(
            Problems::late,
            () ->
                mapRouteResultFuture(
                    result -> result.thenCompose(end -> finished(context, end)),
                    () -> caught(routes))));
  }

  private static Route caught(Route routes) {
    return handleExceptions(
        EXCEPTIONS,
        () ->
            handleRejections(
                Rejections.HANDLER,
                () -> mapRejections(Rejections::weighed, () -> believable(routes))));
  }

  private static Route believable(Route routes) {
    return extractRequest(request -> {
      Requests.requireStraight(request);
      Requests.requireReadableHeaders(request);
      return routes;
    });
  }

  private static CompletionStage<RouteResult> finished(RequestContext context, RouteResult end) {
    if (!(end instanceof Complete complete)) {
      return CompletableFuture.completedStage(end);
    }
    HttpResponse answer = asProblem(complete.getResponse());
    Traced.end(context.getRequest(), answer);
    RouteResult answered = RouteResults.complete(answer);
    return answer.status().isFailure()
        // A client that is still sending would lose the answer when the connection is closed.
        ? Bodies.drained(context.getRequest(), context.getMaterializer())
            .thenApply(done -> answered)
        : CompletableFuture.completedStage(answered);
  }

  /** What a client is told of this; logged here if it is a fault of ours. */
  public static Problem of(Throwable thrown) {
    return switch (thrown) {
      case CompletionException e when e.getCause() != null -> of(e.getCause());
      case ProblemException e -> e.problem();
      case Failure failure -> Problem.of(failure);
      case EntityStreamSizeException e ->
          Problem.of(
              ProblemCode.TOO_LARGE,
              "the body is longer than %d bytes; send less at a time".formatted(e.limit()));
      case EntityStreamException e ->
          Problem.of(
              ParsingProblems.code(400, e.info()),
              "the body is cut or wrongly framed: " + e.info().summary());
      case IllegalUriException e ->
          Problem.of(
              ProblemCode.MALFORMED_REQUEST, "the path or query is no URI: " + e.info().summary());
      case IllegalRequestException e -> ofStatus(e.status().intValue(), e.info().summary());
      default -> {
        LOG.error("request: failed; answered with 500", thrown);
        yield Problem.of(ProblemCode.INTERNAL, "the platform failed; its log says why");
      }
    };
  }

  /** The problem of a status that has no more to say for itself than this. */
  static Problem ofStatus(int status, String detail) {
    return ProblemCode.ofStatus(status)
        .map(code -> Problem.of(code, detail))
        .orElseGet(() -> new Problem(status, "http-" + status, detail, Map.of(), List.of()));
  }

  /** A refusal without a word, or in plain text, becomes a problem; any other is left alone. */
  private static HttpResponse asProblem(HttpResponse response) {
    if (!response.status().isFailure() || !(response.entity() instanceof HttpEntity.Strict said)) {
      return response;
    }
    String text = said.getData().utf8String();
    if (!text.isEmpty() && !isPlain(said)) {
      return response;
    }
    Problem problem =
        ofStatus(
            response.status().intValue(),
            text.isEmpty() ? response.status().defaultMessage() : text);
    return problem.toResponse().withHeaders(response.getHeaders());
  }

  private static boolean isPlain(HttpEntity entity) {
    return entity.getContentType().mediaType().equals(MediaTypes.TEXT_PLAIN);
  }

  private static HttpResponse late(HttpRequest request) {
    return Problem.of(
            ProblemCode.TIMED_OUT,
            "no answer came in time; the request may or may not have been carried out")
        .with("outcomeUnknown", true)
        .retryAfter(Duration.ofSeconds(1))
        .toResponse();
  }
}
