package dev.troupe.http.internal;

import dev.troupe.model.TenantId;
import dev.troupe.tracing.LogFields;
import dev.troupe.tracing.TraceContext;
import dev.troupe.tracing.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a request is a part of: its trace, found in the header {@code traceparent}, kept with the
 * request, and restored for the threads that work for it.
 */
public final class Traced {
  private static final AttributeKey<Context> KEY =
      AttributeKey.create("troupe-trace", Context.class);

  private Traced() {}

  /** The request with its span, begun now; the same request if it is of no trace. */
  public static HttpRequest begin(Tracing tracing, HttpRequest request) {
    Context parent = header(request).map(TraceContext::parse).orElseGet(Context::root);
    if (!tracing.concerns(parent)) {
      return request;
    }
    String method = request.method().value();
    Span span =
        tracing
            .start("HTTP " + method, SpanKind.SERVER, parent)
            .setAttribute("http.request.method", method)
            .setAttribute("url.path", request.getUri().path());
    return request.addAttribute(KEY, parent.with(span));
  }

  private static Optional<String> header(HttpRequest request) {
    for (HttpHeader header : request.getHeaders()) {
      if (header.is(TraceContext.HEADER)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  /** The request was answered with this status. */
  public static void end(HttpRequest request, HttpResponse response) {
    Context context = of(request);
    if (context != null) {
      int status = response.status().intValue();
      Span span = Span.fromContext(context);
      span.setAttribute("http.response.status_code", status);
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }

  /** The span is of this route, whatever the tenant and id. */
  public static void named(HttpRequest request, String route) {
    Context context = of(request);
    if (context != null) {
      Span.fromContext(context)
          .updateName(request.method().value() + " " + route)
          .setAttribute("http.route", route);
    }
  }

  /** Makes this call for the request, and for this tenant: in its trace, and in the log. */
  public static <T> T call(HttpRequest request, TenantId tenant, Supplier<T> call) {
    LogFields.tenant(tenant);
    return call(request, call);
  }

  /** Makes this call for the request. */
  public static <T> T call(HttpRequest request, Supplier<T> call) {
    Context context = of(request);
    try {
      if (context == null) {
        return call.get();
      }
      LogFields.trace(context);
      try (Scope scope = context.makeCurrent()) {
        return call.get();
      }
    } finally {
      LogFields.clear();
    }
  }

  private static @Nullable Context of(HttpRequest request) {
    return request.getAttribute(KEY).orElse(null);
  }
}
