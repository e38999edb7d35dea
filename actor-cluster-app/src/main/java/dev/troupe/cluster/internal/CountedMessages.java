package dev.troupe.cluster.internal;

import dev.troupe.actor.Interception;
import dev.troupe.actor.Interceptor;
import dev.troupe.actor.Origin;
import io.micrometer.core.instrument.Counter;

/**
 * Counts what a plain actor is sent, as it takes it.
 *
 * @param messages of its type
 */
public record CountedMessages(Counter messages) implements Interceptor<Object> {
  @Override
  public Interception before(Object message, Origin origin) {
    messages.increment();
    return Interception.allowed();
  }
}
