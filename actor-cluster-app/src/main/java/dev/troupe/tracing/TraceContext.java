package dev.troupe.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Optional;

/**
 * What runs is a part of, in the form in which it goes from node to node: the {@code traceparent}
 * of W3C Trace Context. Also without a tracing SDK, so that lines of the log can be put together by
 * the caller's trace. Thread-safe.
 */
public final class TraceContext {
  /** The name of the header. */
  public static final String HEADER = "traceparent";

  private static final TextMapGetter<String> GETTER =
      (value, key) -> key.equals(HEADER) ? value : null;

  private TraceContext() {}

  /** What this thread works for now; empty if for no trace. */
  public static Optional<String> current() {
    return of(Context.current());
  }

  /** What this says of its trace; empty if it is of none. */
  public static Optional<String> of(Context context) {
    SpanContext span = Span.fromContext(context).getSpanContext();
    return span.isValid()
        ? Optional.of(
            "00-%s-%s-%s"
                .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex()))
        : Optional.empty();
  }

  /** What this says; of no trace if it is none that the standard allows. */
  public static Context parse(String traceparent) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, GETTER);
  }
}
