package dev.troupe.http;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;

import dev.troupe.http.internal.Printable;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.server.CustomRejection;
import org.apache.pekko.http.javadsl.server.MalformedQueryParamRejection;
import org.apache.pekko.http.javadsl.server.MissingQueryParamRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.server.UnsupportedRequestEncodingRejection;

/** What routes say when they do not serve a request, and which of it the client is told. */
final class Rejections {
  private Rejections() {}

  /** A path of ours for another method; no route written by hand served it either. */
  record WrongMethod(Problem problem) implements CustomRejection {}

  /** A path under {@code /tenants} that no contract serves; a route written by hand may. */
  record NoSuchName(Problem problem) implements CustomRejection {}

  /** A route written by hand is not for who asks; another one at the same path may be. */
  record NotPermitted(Problem problem, Runnable audit) implements CustomRejection {

    /** The problem, which is what the client is told; only then is it one for the audit. */
    Problem answered() {
      audit.run();
      return problem;
    }
  }

  /** Pekko's own handler throws at what it does not know, so ours comes first. */
  static final RejectionHandler HANDLER =
      RejectionHandler.newBuilder()
          .handleAll(NotPermitted.class, reasons -> answer(reasons.getFirst().answered()))
          .handleAll(WrongMethod.class, reasons -> answer(reasons.getFirst().problem()))
          .handleAll(NoSuchName.class, reasons -> answer(reasons.getFirst().problem()))
          .handleNotFound(extractRequest(request -> answer(nothingAt(request))))
          .handle(UnsupportedRequestEncodingRejection.class, Rejections::encoding)
          .handle(MissingQueryParamRejection.class, Rejections::missing)
          .handle(MalformedQueryParamRejection.class, Rejections::malformed)
          .build()
          .withFallback(RejectionHandler.defaultHandler());

  /**
   * That no contract has a name weighs less than whatever a route written by hand says; that a path
   * of a contract is for another method weighs more.
   */
  static List<Rejection> weighed(List<Rejection> rejections) {
    List<Rejection> others =
        rejections.stream().filter(each -> !(each instanceof NoSuchName)).toList();
    return others.isEmpty() ? rejections : others;
  }

  private static Problem nothingAt(HttpRequest request) {
    return Problem.of(
        ProblemCode.NOT_FOUND,
        "nothing is served at '%s'; /openapi.json says what is"
            .formatted(Printable.of(request.getUri().path(), 120)));
  }

  private static Route answer(Problem problem) {
    return complete(problem.toResponse());
  }

  private static Route encoding(UnsupportedRequestEncodingRejection rejection) {
    return answer(
        Problem.of(
            ProblemCode.UNSUPPORTED_ENCODING,
            "the body's Content-Encoding is not supported; use %s or none"
                .formatted(rejection.supported().value())));
  }

  private static Route missing(MissingQueryParamRejection rejection) {
    String name = rejection.parameterName();
    return answer(
        Problem.of(ProblemCode.INVALID_FIELD, "parameter '%s' is missing".formatted(name))
            .with("field", name));
  }

  private static Route malformed(MalformedQueryParamRejection rejection) {
    String name = rejection.parameterName();
    return answer(
        Problem.of(
                ProblemCode.INVALID_FIELD,
                "parameter '%s' does not fit: %s".formatted(name, rejection.errorMsg()))
            .with("field", name));
  }
}
