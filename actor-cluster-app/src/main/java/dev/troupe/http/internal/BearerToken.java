package dev.troupe.http.internal;

import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.tenants.auth.Verdict;
import dev.troupe.tenants.auth.Verdict.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The token of a request, and what a client is told about one (RFC 6750). */
public final class BearerToken {
  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/=-]+)", Pattern.CASE_INSENSITIVE);
  private static final String CHALLENGE = "WWW-Authenticate";

  private BearerToken() {}

  /** What a request has for a token: the text, or why there is none that can be looked at. */
  public sealed interface Found {}

  /** A text that may be a token. */
  public record Text(String token) implements Found {}

  /** None, or more than one. */
  public record No(Verdict.Refused why) implements Found {}

  /** The token in the header {@code Authorization}; no other place is looked at. */
  public static Found of(HttpRequest request) {
    List<String> given = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("authorization")) {
        given.add(header.value());
      }
    }
    if (given.isEmpty()) {
      return no(Reason.MISSING, "the header 'Authorization: Bearer' with a token is missing");
    }
    if (given.size() > 1) {
      return no(Reason.MALFORMED, "the header 'Authorization' must be given once");
    }
    Matcher bearer = BEARER.matcher(given.getFirst());
    return bearer.matches()
        ? new Text(bearer.group(1))
        : no(Reason.MALFORMED, "the header 'Authorization' must be 'Bearer' and a token");
  }

  private static Found no(Reason reason, String detail) {
    return new No(new Verdict.Refused(reason, detail));
  }

  /** That nobody is believed: 401, or 503 if that may change by itself. */
  public static Problem unauthenticated(Verdict.Refused refused) {
    if (refused.reason() == Reason.KEYS_UNAVAILABLE) {
      return Problem.of(ProblemCode.UNAVAILABLE, refused.detail())
          .retryAfter(Duration.ofSeconds(1));
    }
    String challenge =
        refused.reason() == Reason.MISSING
            ? "Bearer realm=\"troupe\""
            : "Bearer realm=\"troupe\", error=\"invalid_token\", error_description=\"%s\""
                .formatted(refused.reason().code());
    return Problem.of(ProblemCode.UNAUTHENTICATED, refused.detail())
        .with("reason", refused.reason().code())
        .with(RawHeader.create(CHALLENGE, challenge));
  }

  /** That who asks may not: 403, the same whatever exists. */
  public static Problem forbidden(String detail, String scope) {
    return Problem.of(ProblemCode.FORBIDDEN, detail)
        .with(
            RawHeader.create(
                CHALLENGE,
                "Bearer realm=\"troupe\", error=\"insufficient_scope\", scope=\"%s\""
                    .formatted(scope)));
  }
}
