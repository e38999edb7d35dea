package dev.troupe.metrics.internal;

import dev.troupe.model.EntityKey;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntityWatch;
import dev.troupe.tracing.LogFields;
import dev.troupe.tracing.Tracing;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * One entity: measured, named in the log while its thread works for it, and with a span for each
 * command that is part of a trace. Confined to the entity's actor.
 */
final class WatchedEntity implements EntityWatch {
  private final String id;
  private final EntityKey key;
  private final TypeMeters meters;
  private final Tracing tracing;

  private @Nullable EntityEnvelope current;
  private @Nullable EntitySpans spans;
  private @Nullable Scope scope;
  private long persistsSince;
  private boolean hasMoreFields;
  private boolean isPersisting;
  private boolean isRecovering;
  private long recoversSince;
  private long events;

  WatchedEntity(String type, EntityKey key, TypeMeters meters, Tracing tracing) {
    this.id = type + "|" + key.encoded();
    this.key = key;
    this.meters = meters;
    this.tracing = tracing;
  }

  @Override
  public void recovering() {
    isRecovering = true;
    recoversSince = System.nanoTime();
    events = 0;
  }

  @Override
  public void evolved() {
    if (isRecovering) {
      events++;
    }
  }

  @Override
  public void recovered() {
    isRecovering = false;
    meters.recovered(System.nanoTime() - recoversSince, events);
  }

  @Override
  public void recoveryFailed() {
    isRecovering = false;
    meters.recoveryFailed();
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // Closed by left, which follows on the same thread.
  public void begun(EntityEnvelope envelope) {
    current = envelope;
    isPersisting = false;
    if (envelope.freshness().isUnproved()) {
      meters.taken(System.nanoTime() - envelope.passage().sinceNanos());
    }
    spans = EntitySpans.begin(tracing, envelope);
    entered();
    if (spans != null) {
      scope = spans.context().makeCurrent();
    }
  }

  @Override
  public void persists(int entries) {
    isPersisting = true;
    persistsSince = System.nanoTime();
    if (spans != null) {
      spans.persists(entries);
    }
  }

  @Override
  public void answered(EntityEnvelope envelope, EntityReply reply) {
    if (isCurrent(envelope)) {
      if (isPersisting) {
        meters.persisted(System.nanoTime() - persistsSince);
      }
      end(reply);
    }
  }

  /** It is this very one, and not one like it. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isCurrent(EntityEnvelope envelope) {
    return current == envelope;
  }

  @Override
  public void deferred() {
    end(null);
  }

  @Override
  public void expired(EntityEnvelope envelope) {
    end(null);
  }

  private void end(@Nullable EntityReply reply) {
    current = null;
    isPersisting = false;
    if (spans != null) {
      spans.end(reply);
      spans = null;
    }
  }

  @Override
  public void entered() {
    LogFields.entity(key, id);
    if (current != null && current.id().isPresent()) {
      LogFields.command(current.id().get());
      hasMoreFields = true;
    }
    if (spans != null) {
      LogFields.trace(spans.context());
      hasMoreFields = true;
    }
  }

  @Override
  public void left() {
    if (scope != null) {
      scope.close();
      scope = null;
    }
    if (hasMoreFields) {
      LogFields.clear();
      hasMoreFields = false;
    } else {
      LogFields.clearEntity();
    }
  }
}
