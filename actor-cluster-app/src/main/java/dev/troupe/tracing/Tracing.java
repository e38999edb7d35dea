package dev.troupe.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * The spans of an actor system. They are real if the team brings an SDK of OpenTelemetry or its
 * agent; without one nothing is made, and a caller's trace is only carried on.
 *
 * <p>One per actor system, got with {@link #on}. It takes what {@link With} says, or else what
 * {@link GlobalOpenTelemetry} is when it is asked for first. Thread-safe.
 */
public final class Tracing implements Extension {
  private static final Id ID = new Id();

  private final Tracer tracer;
  private final boolean isOn;

  private Tracing(OpenTelemetry telemetry) {
    TracerProvider provider = telemetry.getTracerProvider();
    this.tracer = provider.get("dev.troupe");
    this.isOn = provider != TracerProvider.noop();
  }

  /** The spans of this actor system. */
  public static Tracing on(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Has an actor system trace with this, instead of what is global in the JVM. */
  public static final class With extends Setup {
    private final OpenTelemetry telemetry;

    /** Traces with this. */
    public With(OpenTelemetry telemetry) {
      this.telemetry = telemetry;
    }
  }

  /** Whether there is anything to do for what this is a part of. */
  public boolean concerns(Context context) {
    return isOn || Span.fromContext(context).getSpanContext().isValid();
  }

  /** A span that begins now, as a part of this. */
  public Span start(String name, SpanKind kind, Context parent) {
    return tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
  }

  private static final class Id extends ExtensionId<Tracing> {
    @Override
    public Tracing createExtension(ActorSystem<?> system) {
      return new Tracing(
          system
              .settings()
              .setup()
              .get(With.class)
              .map(with -> with.telemetry)
              .orElseGet(GlobalOpenTelemetry::get));
    }
  }
}
