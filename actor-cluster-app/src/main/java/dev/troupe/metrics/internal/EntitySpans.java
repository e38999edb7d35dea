package dev.troupe.metrics.internal;

import dev.troupe.model.Reply;
import dev.troupe.model.internal.Names;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.tracing.TraceContext;
import dev.troupe.tracing.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** The span of a command at its entity, and within it that of its write. Confined to the entity. */
final class EntitySpans {
  private final Tracing tracing;
  private final Span command;
  private final Context context;
  private @Nullable Span persist;

  private EntitySpans(Tracing tracing, Span command, Context parent) {
    this.tracing = tracing;
    this.command = command;
    this.context = parent.with(command);
  }

  /** Those of this command; null if it is of no trace and none is made. */
  static @Nullable EntitySpans begin(Tracing tracing, EntityEnvelope envelope) {
    Context parent =
        envelope.passage().traceparent().map(TraceContext::parse).orElseGet(Context::root);
    if (!tracing.concerns(parent)) {
      return null;
    }
    String name = envelope.type() + "/" + Names.kebab(envelope.command().getClass());
    Span span =
        tracing
            .start(name, SpanKind.INTERNAL, parent)
            .setAttribute("troupe.tenant", envelope.key().tenant().value())
            .setAttribute("troupe.entity", envelope.key().encoded());
    return new EntitySpans(tracing, span, parent);
  }

  /** What the command's code runs in. */
  Context context() {
    return context;
  }

  void persists(int entries) {
    persist =
        tracing
            .start("persist", SpanKind.INTERNAL, context)
            .setAttribute("troupe.entries", entries);
  }

  /** It was answered with this, or with nothing. */
  void end(@Nullable EntityReply reply) {
    if (persist != null) {
      persist.end();
      persist = null;
    }
    String code =
        switch (reply) {
          case null -> "expired";
          case EntityReply.Failed failed -> failed.failure().code();
          case EntityReply.Answered answered ->
              answered.reply() instanceof Reply.Rejected<?> no ? no.code() : "";
        };
    if (!code.isEmpty()) {
      command.setAttribute("troupe.code", code);
    }
    if (!(reply instanceof EntityReply.Answered)) {
      command.setStatus(StatusCode.ERROR);
    }
    command.end();
  }
}
