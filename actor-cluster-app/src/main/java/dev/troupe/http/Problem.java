package dev.troupe.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.http.internal.Printable;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.model.Throttled;
import dev.troupe.model.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * An error as a client is told it: RFC 9457's {@code application/problem+json} with a stable {@code
 * code}.
 *
 * <p>{@code type} is always {@code about:blank}, and so {@code title} the phrase of the status:
 * what a program goes by is {@code code}. Immutable.
 *
 * @param status the HTTP status
 * @param code a stable word in kebab-case, of {@link ProblemCode} or of the domain
 * @param detail a sentence
 * @param members what more there is to say, by name, such as {@code field}
 * @param headers of the response
 */
public record Problem(
    int status, String code, String detail, Map<String, Object> members, List<HttpHeader> headers) {

  /** The media type {@code application/problem+json}. */
  public static final ContentType CONTENT_TYPE =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Takes out of the detail what a terminal or a log would obey. */
  public Problem {
    detail = Printable.of(detail);
    members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
    headers = List.copyOf(headers);
  }

  /** A problem of the platform. */
  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code.status(), code.code(), detail, Map.of(), List.of());
  }

  /**
   * What the platform could not do, and when to try again. What is unavailable says no more than
   * that: its cause may name a database or a node, and is for the log.
   */
  public static Problem of(Failure failure) {
    ProblemCode code = ProblemCode.parse(failure.code()).orElse(ProblemCode.INTERNAL);
    Problem problem =
        of(
            code,
            failure instanceof Unavailable
                ? code.sentence()
                : String.valueOf(failure.getMessage()));
    if (failure.isOutcomeUnknown()) {
      problem = problem.with("outcomeUnknown", true);
    }
    if (failure instanceof Throttled throttled) {
      problem =
          problem
              .with("limit", throttled.limit())
              .with("used", throttled.used())
              .with("allowed", throttled.allowed());
    }
    return failure.retryAfter().isPresent()
        ? problem.retryAfter(failure.retryAfter().get())
        : problem;
  }

  /** The domain's no: 409 with its own code. */
  public static Problem of(Reply.Rejected<?> rejected) {
    return new Problem(409, rejected.code(), rejected.message(), Map.of(), List.of());
  }

  /** The same with one more member. */
  public Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(status, code, detail, more, headers);
  }

  /** The same with one more header. */
  public Problem with(HttpHeader header) {
    List<HttpHeader> more = new ArrayList<>(headers);
    more.add(header);
    return new Problem(status, code, detail, members, more);
  }

  /** The same with {@code Retry-After}, in whole seconds rounded up, at least 1. */
  public Problem retryAfter(Duration wait) {
    long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    return with(RawHeader.create("Retry-After", Long.toString(seconds)));
  }

  /** The response that says it. */
  public HttpResponse toResponse() {
    return HttpResponse.create()
        .withStatus(status)
        .withHeaders(headers)
        .withEntity(HttpEntities.create(CONTENT_TYPE, json()));
  }

  private byte[] json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "about:blank");
    json.put("title", StatusCodes.lookup(status).map(known -> known.reason()).orElse("Error"));
    json.put("status", status);
    json.put("code", code);
    json.put("detail", detail);
    members.forEach(json::putIfAbsent);
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "problem '%s' has a member that can't be written as JSON: %s".formatted(code, members),
          e);
    }
  }
}
