package dev.troupe.tracing;

import dev.troupe.model.CommandId;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import org.slf4j.MDC;

/**
 * What a line of the log says beside its message: whose it is, and what it is a part of. Set for
 * the thread that works for it, and taken away when it goes on. Never a payload.
 */
public final class LogFields {
  /** The tenant. */
  public static final String TENANT = "tenant";

  /** The entity, as {@code type|tenant:id}. */
  public static final String ENTITY = "entity";

  /** The caller's name for the command. */
  public static final String COMMAND_ID = "command.id";

  /** The trace, as W3C Trace Context writes it. */
  public static final String TRACE_ID = "trace.id";

  /** The span within the trace. */
  public static final String SPAN_ID = "span.id";

  private LogFields() {}

  /** This thread works for this tenant. */
  public static void tenant(TenantId tenant) {
    MDC.put(TENANT, tenant.value());
  }

  /** This thread works for this entity. */
  public static void entity(EntityKey key, String persistenceId) {
    tenant(key.tenant());
    MDC.put(ENTITY, persistenceId);
  }

  /** This thread carries out the command of this id. */
  public static void command(CommandId id) {
    MDC.put(COMMAND_ID, id.value());
  }

  /** This thread works for this trace, if it is one. */
  public static void trace(Context context) {
    SpanContext span = Span.fromContext(context).getSpanContext();
    if (span.isValid()) {
      MDC.put(TRACE_ID, span.getTraceId());
      MDC.put(SPAN_ID, span.getSpanId());
    }
  }

  /** It works for this entity no more, and did so for no command with an id and for no trace. */
  public static void clearEntity() {
    MDC.remove(TENANT);
    MDC.remove(ENTITY);
  }

  /** It works for none of that any more. */
  public static void clear() {
    clearEntity();
    MDC.remove(COMMAND_ID);
    MDC.remove(TRACE_ID);
    MDC.remove(SPAN_ID);
  }
}
