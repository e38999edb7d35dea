package dev.troupe.http;

import java.util.Arrays;
import java.util.Optional;

/**
 * The codes of problems that the platform itself answers with; stable, for programs.
 *
 * <p>A rejection of the domain has the code that the entity gave it, and status 409. A status that
 * a route written by hand answers with and that has no code here is {@code http-}<i>status</i>.
 */
public enum ProblemCode {
  MALFORMED_REQUEST(400, "The request line, a header or the body's framing can't be read as HTTP."),
  INVALID_TENANT(400, "The tenant in the path is not 1 to 63 of a-z 0-9 -, without - at an end."),
  INVALID_ID(400, "The id in the path is not 1 to 128 of A-Z a-z 0-9 . _ ~ @ + = , : -."),
  INVALID_IDEMPOTENCY_KEY(
      400, "The Idempotency-Key is not one of 1 to 128 printable ASCII characters without space."),
  INVALID_REQUEST_TIMEOUT(
      400, "The Request-Timeout-Ms is not one whole number of milliseconds, 1 to 999999999."),
  MALFORMED_JSON(
      400,
      "The body is not one JSON value in UTF-8, has a field twice, or is nested deeper than 64."),
  UNAUTHENTICATED(401, "The request does not say who asks, or not so that it can be believed."),
  FORBIDDEN(403, "Who asks may not do this."),
  TENANT_SUSPENDED(403, "The tenant is suspended, and nothing is done for it until it is resumed."),
  UNKNOWN_TENANT(404, "There is no tenant of this name."),
  NOT_FOUND(404, "Nothing is served at this path."),
  UNKNOWN_TYPE(404, "No entity type of this name is served; the detail names those that are."),
  UNKNOWN_COMMAND(404, "The type has no such command; the detail names those it has."),
  UNKNOWN_QUERY(404, "The type has no such query; the detail names those it has."),
  METHOD_NOT_ALLOWED(405, "The path is served, but not for this method; see the header Allow."),
  NOT_ACCEPTABLE(406, "The answer can't be given in a form that the header Accept takes."),
  BODY_TIMEOUT(408, "The body did not arrive in time."),
  ID_REUSED(409, "The Idempotency-Key was used for another command to this entity before."),
  TENANT_ERASED(410, "The tenant's data are erased, or are being erased."),
  TOO_LARGE(413, "The body, the command or what it leads to is larger than may be sent or stored."),
  URI_TOO_LONG(414, "The path and query are longer than the server reads."),
  UNSUPPORTED_CONTENT_TYPE(415, "The body is not application/json."),
  UNSUPPORTED_ENCODING(415, "The body has a Content-Encoding; send it without one."),
  INVALID_FIELD(
      422, "A field or parameter is unknown, missing, or not what its command takes; it is named."),
  THROTTLED(429, "A limit of the tenant was reached, and nothing was done; see Retry-After."),
  HEADERS_TOO_LARGE(431, "The headers are more or longer than the server reads."),
  BROKEN(500, "The entity's own code failed on this command, and nothing was done."),
  INTERNAL(500, "The platform failed; its log says why."),
  UNKNOWN_METHOD(501, "The request's method is not one of HTTP's."),
  UNAVAILABLE(
      503, "The entity, its node or its database can't serve now; the outcome may be unknown."),
  TIMED_OUT(503, "No answer came in time; the command may or may not have been done."),
  UNSUPPORTED_VERSION(505, "The request is of a version of HTTP that is not spoken here.");

  private final int status;
  private final String sentence;

  ProblemCode(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  /** The code in kebab-case, as it is in a problem. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** The HTTP status it comes with. */
  public int status() {
    return status;
  }

  /** What it means. */
  public String sentence() {
    return sentence;
  }

  /** What {@link #code} writes. */
  public static Optional<ProblemCode> parse(String code) {
    return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
  }

  /**
   * The code of a status of which no more is known, if it has one: not one that says who failed.
   */
  static Optional<ProblemCode> ofStatus(int status) {
    return Arrays.stream(values())
        .filter(each -> each.status == status && !each.saysMoreThanItsStatus())
        .findFirst();
  }

  private boolean saysMoreThanItsStatus() {
    return switch (this) {
      case ID_REUSED, BROKEN, TENANT_SUSPENDED, UNKNOWN_TENANT, TENANT_ERASED -> true;
      default -> false;
    };
  }
}
