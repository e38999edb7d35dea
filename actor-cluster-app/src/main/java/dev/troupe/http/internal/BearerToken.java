package dev.troupe.http.internal;

import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.tenants.auth.Verdict;
import dev.troupe.tenants.auth.Verdict.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.model.headers.OAuth2BearerToken;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The token of a request, and what a client is told about one (RFC 6750). */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  /** What a token may have beside letters and digits. */
  private static final String MARKS = "._~+/=-";

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
    List<HttpHeader> given = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("authorization")) {
        given.add(header);
      }
    }
    if (given.isEmpty()) {
      return no(Reason.MISSING, "the header 'Authorization: Bearer' with a token is missing");
    }
    if (given.size() > 1) {
      return no(Reason.MALFORMED, "the header 'Authorization' must be given once");
    }
    String token = token(given.getFirst());
    return isToken(token)
        ? new Text(token)
        : no(Reason.MALFORMED, "the header 'Authorization' must be 'Bearer' and a token");
  }

  /** What may be the token; empty if there is none. */
  private static String token(HttpHeader header) {
    return parsed(header).orElseGet(() -> afterScheme(header.value()));
  }

  /**
   * The token of a header that Pekko has taken for one, which writes its value anew, character by
   * character, whenever it is asked for that.
   */
  static Optional<String> parsed(HttpHeader header) {
    return header instanceof Authorization authorization
            && authorization.credentials() instanceof OAuth2BearerToken bearer
        ? Optional.of(bearer.token())
        : Optional.empty();
  }

  private static String afterScheme(String value) {
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return "";
    }
    int start = SCHEME.length();
    while (start < value.length() && value.charAt(start) == ' ') {
      start++;
    }
    return value.substring(start);
  }

  /** Looked at by hand, since a pattern takes longer than all else that is done about a token. */
  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isAlphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!isAlphanumeric && MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
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
