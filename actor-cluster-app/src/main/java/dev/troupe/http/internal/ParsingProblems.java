package dev.troupe.http.internal;

import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import java.util.Map;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers what Pekko can't read as a request, and so shows to no route. */
public final class ParsingProblems extends ParsingErrorHandler {
  /** Found by this name: Pekko looks for the one instance of a Scala object. */
  @SuppressWarnings({"MemberName", "ConstantField"}) // Pekko's name, not ours.
  public static final ParsingProblems MODULE$ = new ParsingProblems();

  private static final Map<Integer, ProblemCode> CODES =
      Map.of(
          413, ProblemCode.TOO_LARGE,
          414, ProblemCode.URI_TOO_LONG,
          415, ProblemCode.UNSUPPORTED_CONTENT_TYPE,
          431, ProblemCode.HEADERS_TOO_LARGE,
          501, ProblemCode.UNKNOWN_METHOD,
          505, ProblemCode.UNSUPPORTED_VERSION);

  private ParsingProblems() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    log.debug("request: can't be read, answered with {}: {}", status, error.summary());
    return Problem.of(
            code(status.intValue(), error), "the request can't be read: " + error.summary())
        .toResponse();
  }

  /** Pekko answers two of its limits with 400, and says which in its words alone. */
  public static ProblemCode code(int status, ErrorInfo error) {
    if (error.summary().startsWith("HTTP chunk of")) {
      return ProblemCode.TOO_LARGE;
    }
    if (error.summary().startsWith("HTTP message contains more than")) {
      return ProblemCode.HEADERS_TOO_LARGE;
    }
    return CODES.getOrDefault(status, ProblemCode.MALFORMED_REQUEST);
  }
}
