package dev.troupe.http.internal;

import dev.troupe.http.Problem;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.ProblemException;
import dev.troupe.model.CommandId;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;

/** What a request says beside its body; each refused with a {@link ProblemException}. */
public final class Requests {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String REQUEST_TIMEOUT = "Request-Timeout-Ms";

  /** Eleven days: more than anybody waits, and no number that is not one. */
  private static final Pattern MILLIS = Pattern.compile("[1-9][0-9]{0,8}");

  private static final String RAW_TARGET = "raw-request-uri";
  private static final Pattern BENT =
      Pattern.compile("[^?]*/(?:\\.|%2e){1,2}(?:[/?].*)?", Pattern.CASE_INSENSITIVE);

  private Requests() {}

  /**
   * Refuses a path that goes up or stays. Pekko follows {@code ..} before a route sees the path,
   * and so a gateway that lets through what starts with one tenant would let through another's.
   */
  public static void requireStraight(HttpRequest request) {
    for (HttpHeader header : request.getHeaders()) {
      if (header.is(RAW_TARGET) && BENT.matcher(header.value()).matches()) {
        throw new ProblemException(
            Problem.of(
                ProblemCode.MALFORMED_REQUEST,
                "the path has a segment '.' or '..'; write the path without it"));
      }
    }
  }

  /**
   * Refuses a header that is not UTF-8. Pekko takes a broken character's line end for a part of it,
   * and so the next header, which may be the Idempotency-Key, for a part of this one.
   */
  public static void requireReadableHeaders(HttpRequest request) {
    for (HttpHeader header : request.getHeaders()) {
      if (!isText(BearerToken.parsed(header).orElseGet(header::value))) {
        throw new ProblemException(
            Problem.of(
                ProblemCode.MALFORMED_REQUEST,
                "the header '%s' is not text in UTF-8".formatted(Printable.of(header.name(), 80))));
      }
    }
  }

  private static boolean isText(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\ufffd' || (c < ' ' && c != '\t') || c == 127) {
        return false;
      }
    }
    return true;
  }

  /** The tenant of this segment of the path. */
  public static TenantId tenant(String name) {
    return checked(ProblemCode.INVALID_TENANT, () -> TenantId.of(name));
  }

  /** The key of these two segments of the path. */
  public static EntityKey key(String tenant, String id) {
    TenantId owner = tenant(tenant);
    return checked(ProblemCode.INVALID_ID, () -> EntityKey.of(owner, id));
  }

  /** The header {@code Idempotency-Key}. */
  public static Optional<CommandId> commandId(HttpRequest request) {
    return header(request, IDEMPOTENCY_KEY, ProblemCode.INVALID_IDEMPOTENCY_KEY)
        .map(id -> checked(ProblemCode.INVALID_IDEMPOTENCY_KEY, () -> CommandId.of(id)));
  }

  /** The header {@code Request-Timeout-Ms}: how long the caller waits for the answer. */
  public static Optional<Duration> patience(HttpRequest request) {
    return header(request, REQUEST_TIMEOUT, ProblemCode.INVALID_REQUEST_TIMEOUT)
        .map(millis -> {
          if (!MILLIS.matcher(millis).matches()) {
            throw new ProblemException(
                Problem.of(
                    ProblemCode.INVALID_REQUEST_TIMEOUT,
                    "%s must be a whole number of milliseconds, 1 to 999999999, was '%s'"
                        .formatted(REQUEST_TIMEOUT, Printable.of(millis, 40))));
          }
          return Duration.ofMillis(Long.parseLong(millis));
        });
  }

  private static Optional<String> header(HttpRequest request, String name, ProblemCode code) {
    List<String> given = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.lowercaseName().equals(name.toLowerCase(Locale.ROOT))) {
        given.add(header.value());
      }
    }
    if (given.size() > 1) {
      throw new ProblemException(
          Problem.of(code, "%s is given %d times; give it once".formatted(name, given.size())));
    }
    return given.stream().findFirst();
  }

  /** Refuses a body that is not plain JSON, by what the headers say of it. */
  public static void requireJson(HttpRequest request) {
    HttpEntity entity = request.entity();
    if (entity.isKnownEmpty()) {
      return;
    }
    if (!entity.getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON)) {
      throw new ProblemException(
          Problem.of(
              ProblemCode.UNSUPPORTED_CONTENT_TYPE,
              "the body must be application/json, was '%s'".formatted(entity.getContentType())));
    }
    request
        .getHeader("Content-Encoding")
        .filter(encoding -> !encoding.value().equalsIgnoreCase("identity"))
        .ifPresent(encoding -> {
          throw new ProblemException(
              Problem.of(
                      ProblemCode.UNSUPPORTED_ENCODING,
                      "the body must have no Content-Encoding, was '%s'"
                          .formatted(encoding.value()))
                  .with(RawHeader.create("Accept-Encoding", "identity")));
        });
  }

  /** The parameters, each with its values in the order of the URL. */
  public static Map<String, List<String>> parameters(HttpRequest request) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (Pair<String, String> parameter : request.getUri().query().toList()) {
      parameters
          .computeIfAbsent(parameter.first(), name -> new ArrayList<>())
          .add(parameter.second());
    }
    return parameters;
  }

  /** Refuses parameters other than these. */
  public static void requireOnly(Map<String, List<String>> parameters, SortedSet<String> names) {
    for (String name : parameters.keySet()) {
      if (!names.contains(name)) {
        throw invalidField(name, "parameter '%s' is unknown; there are %s".formatted(name, names));
      }
    }
  }

  /** The value of a parameter that must be given, and once. */
  public static String once(Map<String, List<String>> parameters, String name) {
    List<String> given = parameters.getOrDefault(name, List.of());
    if (given.size() != 1) {
      throw invalidField(name, "%s is given %d times; give it once".formatted(name, given.size()));
    }
    return given.getFirst();
  }

  /** What says what is wrong with a parameter, of which no more is repeated than can be read. */
  public static ProblemException invalidField(String name, String detail) {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_FIELD, Printable.of(detail, 300))
            .with("field", Printable.of(name, 80)));
  }

  /** Refuses parameters where the body says all: one that is overlooked could matter. */
  public static void requireNoParameters(HttpRequest request, String command) {
    parameters(request).keySet().stream()
        .findFirst()
        .ifPresent(name -> {
          String shown = Printable.of(name, 80);
          throw new ProblemException(
              Problem.of(
                      ProblemCode.INVALID_FIELD,
                      "%s: parameter '%s' is unknown; a command's fields are in its body"
                          .formatted(command, shown))
                  .with("field", shown));
        });
  }

  private static <T> T checked(ProblemCode code, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.of(code, String.valueOf(e.getMessage())));
    }
  }
}
