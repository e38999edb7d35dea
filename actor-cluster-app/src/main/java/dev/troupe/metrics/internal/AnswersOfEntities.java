package dev.troupe.metrics.internal;

import dev.troupe.actor.Interceptor;
import dev.troupe.actor.Origin;
import dev.troupe.persistence.EntityEnvelope;

/**
 * Measures how commands to entities of one type end, also those that are refused further in.
 *
 * @param meters of the type
 */
record AnswersOfEntities(TypeMeters meters) implements Interceptor<EntityEnvelope> {
  @Override
  public void after(
      EntityEnvelope envelope, Origin origin, dev.troupe.actor.Outcome outcome, long tookNanos) {
    meters.answered(envelope.command(), Outcome.of(outcome), tookNanos);
  }
}
